# Workload WF1 (bench/wf1/README.md) in base R, in two forms.
#
#     Rscript wf1.R cohort REPLICATES      counts by sector and age; all replicates at a time
#     Rscript wf1.R individual REPLICATES  one vector entry for every person
#
# Prints the same CSV as wf1_numpy.py.

sectors <- c("nhs", "la", "independent", "other")
years <- 30L
seats <- 4500L
pass <- 0.82
base <- c(0.045, 0.055, 0.070, 0.060)
move <- matrix(c(0.955, 0.015, 0.022, 0.008,
                 0.030, 0.930, 0.032, 0.008,
                 0.035, 0.025, 0.930, 0.010,
                 0.030, 0.020, 0.020, 0.930), 4, 4, byrow = TRUE)
entry_sector <- c(0.70, 0.12, 0.13, 0.05)
ages <- 21:70
n_ages <- length(ages)
retire <- ifelse(ages < 55, 0, ifelse(ages < 60, 0.02, ifelse(ages < 65, 0.10, 0.25)))
leave <- outer(base, ifelse(ages < 30, 0.03, 0) + retire, "+") # [sector, age]
leave[, ages >= 70] <- 1
entry_age <- c(0.35, 0.25, 0.12, 0.06, rep(0.011, 20), rep(0, n_ages - 24))
entry_age <- entry_age / sum(entry_age)

i <- 0:49999
start_sector <- findInterval(i %% 100, c(0, 55, 75, 92))
start_age <- 22L + ((i %/% 100) * 43L) %/% 500L

# Binomials in turn: what is left of `size` is split over the categories of `p`.
split_counts <- function(size, p) {
  out <- matrix(0, length(size), length(p))
  remaining <- 1
  for (k in seq_len(length(p) - 1)) {
    if (p[k] > 0)
      out[, k] <- rbinom(length(size), size, min(1, p[k] / remaining))
    size <- size - out[, k]
    remaining <- remaining - p[k]
    if (remaining < 1e-12) return(out)
  }
  out[, length(p)] <- size
  out
}

cohort <- function(replicates) {
  cells <- as.vector(table(factor(start_sector, 1:4), factor(start_age, ages)))
  n <- matrix(cells, 4 * n_ages, replicates)               # [sector within age, replicate]
  q <- as.vector(leave)
  joint <- as.vector(outer(entry_sector, entry_age))
  sector_of <- rep(1:4, n_ages)
  out <- array(0, c(years + 1, replicates, 4))
  for (s in 1:4) out[1, , s] <- colSums(n[sector_of == s, , drop = FALSE])
  for (year in seq_len(years)) {
    n <- n - rbinom(length(n), n, q)
    moved <- matrix(0, nrow(n), replicates)
    for (s in 1:4) {
      k <- split_counts(as.vector(n[sector_of == s, ]), move[s, ])
      for (to in 1:4) {
        rows <- sector_of == to
        moved[rows, ] <- moved[rows, ] + k[, to]
      }
    }
    n <- rbind(matrix(0, 4, replicates), moved[seq_len(nrow(n) - 4), ])  # a year older
    n <- n + t(split_counts(rbinom(replicates, seats, pass), joint))
    for (s in 1:4) out[year + 1, , s] <- colSums(n[sector_of == s, , drop = FALSE])
  }
  out
}

individual <- function(replicates) {
  cumulative <- t(apply(move, 1, cumsum))
  out <- array(0, c(years + 1, replicates, 4))
  for (r in seq_len(replicates)) {
    sector <- start_sector
    age <- start_age
    out[1, r, ] <- tabulate(sector, 4)
    for (year in seq_len(years)) {
      stays <- runif(length(age)) >= leave[cbind(sector, age - 20L)]
      sector <- sector[stays]
      age <- age[stays] + 1L
      u <- runif(length(age))
      sector <- 1L + (u >= cumulative[sector, 1]) + (u >= cumulative[sector, 2]) +
        (u >= cumulative[sector, 3])
      new <- rbinom(1, seats, pass)
      sector <- c(sector, sample.int(4, new, TRUE, entry_sector))
      age <- c(age, ages[sample.int(n_ages, new, TRUE, entry_age)])
      out[year + 1, r, ] <- tabulate(sector, 4)
    }
  }
  out
}

report <- function(heads) {
  replicates <- dim(heads)[2]
  cat("year,sector,mean,sd,q05,q50,q95\n")
  rank <- pmax(1, ceiling(c(0.05, 0.50, 0.95) * replicates))
  for (year in 0:years) {
    for (s in 1:5) {
      values <- if (s < 5) heads[year + 1, , s] else rowSums(heads[year + 1, , , drop = FALSE], dims = 2)
      ordered <- sort(as.vector(values))
      cat(year, c(sectors, "all")[s], format(mean(values), digits = 15),
          format(sd(values), digits = 15), ordered[rank], sep = ",")
      cat("\n")
    }
  }
  cat("person-years,,", format(sum(heads[seq_len(years), , ]), digits = 15), ",,,,\n", sep = "")
}

words <- commandArgs(TRUE)
set.seed(20240331)
report(switch(words[1], cohort = cohort, individual = individual)(as.integer(words[2])))
