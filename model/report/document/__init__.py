"""Reports to take away: Word, Excel and one self-contained page, from the folder of a run or of a comparison."""
