# The statistics of tests/oracle/statistics.c computed anew, by the formulas of
# docs/model/estimate.md and of the opening comments: integrals on fine grids, Gaussian algebra of
# the whole joint distribution, expectations of the scores.
#
#     Rscript statistics.R <LINES      one line of numbers for each
options(warn = 2, digits = 15)

# The centre and the spread on a grid much finer than the program's: for rates as far as the centre's
# tail reaches, where Jeffreys's prior is that of the counts at each spread.
pooled <- function(counts, v) {
    y <- v[c(TRUE, FALSE)]; n <- v[c(FALSE, TRUE)]
    low <- if (counts) -1.2 else 1.4
    spread <- if (counts) low + 0.35 * (0:17) else seq(low - 0.175, low + 17.5 * 0.35, length.out = 120)
    raw <- (sum(y) + 0.5) / (sum(n) + if (counts) 0.5 else 1)
    middle <- if (counts) log(raw) else qlogis(raw)
    scale <- if (counts) middle + seq(-30, 60, length.out = 4501) else middle + seq(-6, 6, length.out = 400)
    g <- expand.grid(scale = scale, spread = spread)
    m <- if (counts) exp(g$scale) else plogis(g$scale)
    s <- exp(g$spread)
    information <- 0
    for (e in n) information <- information + if (counts) e * m / (1 + e * m / s) else 0
    w <- -(g$spread - if (counts) 1.6 else 4.1)^2 / 2 + if (counts) log(information) / 2 else (log(m) + log1p(-m)) / 2
    for (i in seq_along(y)) w <- w + if (counts) lgamma(s + y[i]) - lgamma(s) + s * log(s / m) - (s + y[i]) * log(s / m + n[i])
        else lbeta(m * s + y[i], (1 - m) * s + n[i] - y[i]) - lbeta(m * s, (1 - m) * s)
    w <- exp(w - max(w)); w <- w / sum(w)
    keep <- w > 1e-9; g <- g[keep, ]; m <- m[keep]; s <- s[keep]; w <- w[keep] / sum(w[keep])
    moments <- function(y, n) {
        a <- m * s + y; t <- s + n; one <- sum(w * a / t); two <- sum(w * a * (a + 1) / (t * (t + 1)))
        c(one, sqrt(two - one^2))
    }
    points <- function(y, n) {
        below <- function(u) exp(uniroot(function(x) sum(w * pgamma(exp(x), s + y, s / m + n)) - u, middle + c(-40, 60), tol = 1e-6)$root)
        c(below(0.05), below(0.95))
    }
    of <- if (counts) points else moments
    p <- sum(y) / sum(n); k <- length(y)
    z <- if (counts) { x <- sum((y - n * p)^2 / (n * p)) / (k - 1); (x^(1/3) - 1 + 2 / (9 * (k - 1))) / sqrt(2 / (9 * (k - 1))) }
        else (sum((y - n * p)^2) / (p * (1 - p)) - sum(n)) / sqrt(2 * sum(n * (n - 1)))
    c(if (counts) exp(sum(w * log(m))) else sum(w * m), of(y[1], n[1]), of(0, 0), pnorm(z, lower.tail = FALSE))
}

# The shock ahead, less the mean of the past ones weighed by what was expected, given all years.
shock <- function(v) {
    share <- v[1]; v <- v[-1]; came <- v[c(TRUE, FALSE)]; e <- v[c(FALSE, TRUE)]; n <- length(came)
    z <- log((came + 0.5) / (e + 0.5)) / (1 - share); chance <- 1 / ((e + 0.5) * (1 - share))
    sds <- (0:40) * 0.05; phis <- (0:4) * 0.2
    answer <- NULL
    for (h in c(1, 3)) {
        weights <- NULL; means <- NULL; variances <- NULL
        for (i in seq_len(SDS)) for (phi in phis) {
            sd <- sds[i]; years <- c(seq_len(n), n + h)
            S <- sd^2 * phi^abs(outer(years, years, "-")); S[S != S] <- 0
            V <- S[1:n, 1:n] + 100 + diag(chance, n); c <- c(-e / sum(e), 1)
            r <- chol(V); u <- backsolve(r, z, transpose = TRUE)
            cov <- S[1:n, ] %*% c
            weights <- append(weights, -sum(u^2) / 2 - sum(log(diag(r))) - (sd / 0.2)^2 / 2 - if (sd == 0) log(2) else 0)
            means <- append(means, sum(cov * solve(V, z)))
            variances <- append(variances, c(t(c) %*% S %*% c - t(cov) %*% solve(V, cov)))
        }
        w <- exp(weights - max(weights)); w <- w / sum(w)
        m <- sum(w * means); answer <- c(answer, m, sqrt(sum(w * (variances + means^2)) - m^2))
    }
    answer
}
SDS <- as.numeric(commandArgs(TRUE)[1])

input <- file("stdin"); lines <- readLines(input); close(input)
for (line in lines) {
    cells <- strsplit(line, " ")[[1]]; v <- as.numeric(cells[-1])
    said <- switch(cells[1], shares = pooled(FALSE, v), counts = pooled(TRUE, v), shock = shock(v),
        normal = { f <- function(x) (pnorm(x, v[1], v[2]) - (x >= v[3]))^2
            integrate(f, v[1] - 12 * v[2], v[3], rel.tol = 1e-9)$value + integrate(f, v[3], max(v[1], v[3]) + 12 * v[2], rel.tol = 1e-9)$value },
        ensemble = { x <- v[1]; f <- v[-1]; k <- length(f); pairs <- sum(abs(outer(f, f, "-")))
            c(mean(abs(f - x)) - pairs / (2 * k^2), mean(abs(f - x)) - pairs / (2 * k * (k - 1))) })
    cat(format(said, digits = 13), "\n")
}
