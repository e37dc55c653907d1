# M/M/50 in simmer, monitors off; prints seconds, and the mean wait of a second run with the monitor on.
# Arguments: patients, beds, arrivals a day, mean stay in days.
suppressMessages(library(simmer))
given <- as.numeric(commandArgs(trailingOnly = TRUE))
patients <- given[1]; beds <- given[2]; rate <- given[3]; stay <- given[4]

simulate <- function(n, monitor) {
  path <- trajectory() |>
    seize("bed", 1) |>
    timeout(function() rexp(1, 1 / stay)) |>
    release("bed", 1)
  left <- n
  gap <- function() {
    if (left == 0) return(-1)
    left <<- left - 1
    rexp(1, rate)
  }
  env <- simmer() |>
    add_resource("bed", beds, mon = FALSE) |>
    add_generator("patient", path, gap, mon = monitor)
  run(env)
  env
}

set.seed(1)
seconds <- system.time(simulate(patients, 0))[["elapsed"]]
seen <- get_mon_arrivals(simulate(patients, 1))
wait <- mean(seen$end_time - seen$start_time - seen$activity_time)
cat(sprintf('{"seconds": %.6f, "wait": %.6f}\n', seconds, wait))
