"""Why a target is not met."""
