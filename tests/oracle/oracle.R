# What random folders should give, computed anew from docs/model/engine.md and folder.md: nothing
# here was taken from the program's source.
#
#     Rscript oracle.R KIND DIR...    writes DIR/expected.csv (kind process: DIR/law.csv)
options(warn = 2, stringsAsFactors = FALSE)

# ---------------------------------------------------------------- the folder

read <- function(dir, name) {
    path <- file.path(dir, paste0(name, ".csv"))
    if (!file.exists(path)) return(NULL)
    t <- read.csv(path, colClasses = "character", check.names = FALSE, na.strings = character(0))
    if (nrow(t) == 0) NULL else t
}
number <- function(x) { x[x == ""] <- NA; as.numeric(x) }
is_all <- function(x) x == "" | x == "*"

folder <- function(dir) {
    f <- list(dir = dir)
    settings <- read(dir, "model")
    f$set <- setNames(settings$value, settings$key)
    f$get <- function(key, otherwise) if (key %in% names(f$set) && f$set[[key]] != "") f$set[[key]] else otherwise
    f$start <- as.numeric(f$get("start_year", NA)); f$step <- as.numeric(f$get("step_years", "1"))
    f$steps <- as.numeric(f$get("years", NA)) / f$step
    f$closing <- f$start + f$step * seq_len(f$steps)
    f$state <- read(dir, "state"); f$state$weight <- number(f$state$weight)
    if (is.null(f$state$group)) f$state$group <- f$state$id
    f$state$group[f$state$group == ""] <- f$state$id[f$state$group == ""]
    f$groups <- unique(f$state$group)
    age <- read(dir, "age")
    if (is.null(age)) age <- data.frame(id = "all", from = "0", to = "120")
    age$from <- number(age$from); age$to <- number(age$to); n <- nrow(age)
    if (is.na(age$to[n])) { # the open end counts as wide as the class before
        age$is_open <- seq_len(n) == n
        age$to[n] <- age$from[n] + if (n > 1) age$to[n - 1] - age$from[n - 1] else 120
    } else age$is_open <- FALSE
    age$width <- age$to - age$from + 1
    f$age <- age
    for (t in c("route", "stock", "exit", "move", "attrition", "registration", "capture", "entry_age",
                "intake", "joiner", "renewal", "demand", "driver", "cost", "target", "place", "locum", "group",
                "appeal", "taste", "scenario", "branch")) f[[t]] <- read(dir, t)
    if (!is.null(f$route)) f$route$length <- number(f$route$length)
    f
}

# The classes that a cell of ages means.
classes <- function(f, cell) {
    if (is_all(cell)) return(seq_len(nrow(f$age)))
    if (cell %in% f$age$id) return(match(cell, f$age$id))
    low <- as.numeric(sub("[-+].*", "", cell))
    from <- match(low, f$age$from)
    to <- if (grepl("\\+$", cell)) nrow(f$age) else match(as.numeric(sub(".*-", "", cell)), f$age$to)
    stopifnot(!is.na(from), !is.na(to))
    from:to
}

dist_mean <- function(text) {
    a <- parameters(text)
    switch(attr(a, "kind"), normal = a[1], lognormal = exp(a[1] + a[2]^2 / 2), beta = a[1] / (a[1] + a[2]),
           gamma = a[1] / a[2], uniform = mean(a), triangular = mean(a), pert = (a[1] + 4 * a[2] + a[3]) / 6)
}
parameters <- function(text) {
    structure(as.numeric(strsplit(sub(".*\\((.*)\\)", "\\1", text), ",")[[1]]), kind = sub("\\(.*", "", text))
}
dist_quantile <- function(text, u) {
    a <- parameters(text)
    switch(attr(a, "kind"),
        normal = qnorm(u, a[1], a[2]), lognormal = qlnorm(u, a[1], a[2]), beta = qbeta(u, a[1], a[2]),
        gamma = qgamma(u, shape = a[1], rate = a[2]), uniform = qunif(u, a[1], a[2]),
        triangular = { d <- a[3] - a[1]; cut <- (a[2] - a[1]) / d
            ifelse(u < cut, a[1] + sqrt(u * d * (a[2] - a[1])), a[3] - sqrt((1 - u) * d * (a[3] - a[2]))) },
        pert = { d <- a[3] - a[1]
            a[1] + d * qbeta(u, 1 + 4 * (a[2] - a[1]) / d, 1 + 4 * (a[3] - a[2]) / d) })
}

# Values of the rows with one key, in a year: linear between the years given, constant outside.
value_in <- function(rows, year, first = NA) {
    v <- number(rows$value); y <- number(rows$year)
    if (!is.null(rows$distribution)) for (i in which(is.na(v))) v[i] <- dist_mean(rows$distribution[i])
    if (!is.na(first)) { v <- c(0, v); y <- c(first, y) } # grows from 0 at `first`
    if (length(v) == 1 && is.na(y)) return(rep(v, length(year)))
    o <- order(y)
    if (length(v) == 1) return(rep(v, length(year)))
    approx(y[o], v[o], year, rule = 2)$y
}
# Splits a table by its keys.
series <- function(t, keys) {
    if (is.null(t)) return(list())
    split(t, do.call(paste, c(lapply(keys, function(k) ifelse(is_all(t[[k]]), "*", t[[k]])), sep = "\r")))
}

# ---------------------------------------------------------------- rates

cell <- function(f, state, age) (match(state, f$state$id) - 1) * nrow(f$age) + age

# Of the step that closes in `year`: exits[cell] and moves[to cell, from cell], both of the opening stock.
rates <- function(f, year) {
    A <- nrow(f$age); n <- nrow(f$state) * A
    out <- numeric(n); go <- matrix(0, n, n)
    for (s in series(f$exit, c("state", "ages", "cause"))) {
        v <- value_in(s, year)
        for (state in if (is_all(s$state[1])) f$state$id else s$state[1])
            for (a in classes(f, s$ages[1])) { k <- cell(f, state, a); out[k] <- out[k] + v }
    }
    for (s in series(f$move, c("state", "to", "ages"))) {
        v <- value_in(s, year)
        for (a in classes(f, s$ages[1])) {
            from <- cell(f, s$state[1], a); to <- cell(f, s$to[1], a)
            go[to, from] <- go[to, from] + v
        }
    }
    if (f$get("rates", "probability") == "hazard") {
        total <- out + colSums(go)
        factor <- ifelse(total > 0, -expm1(-total) / total, 0)
        out <- out * factor; go <- sweep(go, 2, factor, "*")
    } else if (f$get("moves", "opening") == "stayers") go <- sweep(go, 2, 1 - out, "*")
    list(exits = out, go = go)
}

ageing <- function(f) {
    A <- nrow(f$age); n <- nrow(f$state) * A; m <- diag(n)
    if (f$get("ageing", "no") == "yes" && A > 1) for (s in seq_len(nrow(f$state))) for (a in seq_len(A - 1)) {
        k <- (s - 1) * A + a; share <- min(1, f$step / f$age$width[a])
        m[k, k] <- 1 - share; m[k + 1, k] <- share
    }
    m
}

by_width <- function(f, ages) f$age$width[ages] / sum(f$age$width[ages])

renewal <- function(f, year) {
    n <- nrow(f$state) * nrow(f$age); m <- matrix(0, n, n)
    for (s in series(f$renewal, c("state", "ages", "to", "to_ages"))) {
        to <- classes(f, s$to_ages[1]); part <- by_width(f, to); v <- value_in(s, year)
        for (a in classes(f, s$ages[1])) for (i in seq_along(to)) {
            r <- cell(f, s$to[1], to[i]); c <- cell(f, s$state[1], a)
            m[r, c] <- m[r, c] + v * part[i]
        }
    }
    m
}

# ---------------------------------------------------------------- students

# The most particular rows count: a study year before all of them.
attrition <- function(f, route, study, intake_year) {
    own <- f$attrition[f$attrition$route == route, ]
    if (is.null(own) || nrow(own) == 0) return(0)
    rows <- own[own$study_year == as.character(study), ]
    if (nrow(rows) == 0) rows <- own[is_all(own$study_year), ]
    if (nrow(rows) == 0) 0 else value_in(rows, intake_year)
}
graduate_share <- function(f, route, intake_year) {
    length <- f$route$length[f$route$id == route]; share <- 1
    for (k in seq_len(length)) share <- share * (1 - attrition(f, route, k, intake_year))
    share
}
# Joiners per graduate, by cell, of those who join in the year.
posts <- function(f, route, year) {
    out <- numeric(nrow(f$state) * nrow(f$age))
    own <- f$registration[f$registration$route == route, ]
    registered <- if (is.null(own) || nrow(own) == 0) 1 else value_in(own, year)
    age <- numeric(nrow(f$age))
    if (nrow(f$age) == 1) age[] <- 1
    else for (s in series(f$entry_age[f$entry_age$route == route, ], "ages")) {
        k <- classes(f, s$ages[1]); age[k] <- age[k] + value_in(s, year) * by_width(f, k)
    }
    for (s in series(f$capture[f$capture$route == route, ], "state")) {
        k <- cell(f, s$state[1], seq_len(nrow(f$age)))
        out[k] <- out[k] + registered * value_in(s, year) * age
    }
    out
}
intake <- function(f, route, year) {
    rows <- f$intake[f$intake$route == route, ]
    if (is.null(rows) || nrow(rows) == 0) return(0)
    if (!all(rows$year == "") && year < min(number(rows$year))) 0 else value_in(rows, year)
}

# ---------------------------------------------------------------- the course

# extra: list(route, year): one student more there.
course <- function(f, extra = NULL) {
    A <- nrow(f$age); n <- nrow(f$state) * A; now <- numeric(n)
    for (i in seq_len(nrow(f$stock))) {
        k <- classes(f, f$stock$ages[i]); at <- cell(f, f$stock$state[i], k)
        now[at] <- now[at] + value_in(f$stock[i, ], f$start) * by_width(f, k)
    }
    stock <- matrix(now, 1); older <- ageing(f); f_exposed <- as.numeric(f$get("joiner_exposure", "0"))
    for (closing in f$closing) {
        r <- rates(f, closing); new <- renewal(f, closing) %*% now
        for (s in series(f$joiner, c("state", "ages"))) {
            k <- classes(f, s$ages[1]); at <- cell(f, s$state[1], k)
            new[at] <- new[at] + value_in(s, closing) * by_width(f, k)
        }
        for (route in f$route$id) for (joins in closing - f$step + seq_len(f$step)) {
            y <- joins - f$route$length[f$route$id == route]
            x <- intake(f, route, y)
            if (!is.null(extra) && extra$route == route && extra$year == y) x <- x + 1
            new <- new + x * graduate_share(f, route, y) * posts(f, route, joins)
        }
        stay <- 1 - r$exits - colSums(r$go)
        now <- older %*% (stay * now + r$go %*% now) + new * (1 - f_exposed * r$exits)
        stock <- rbind(stock, c(now))
    }
    stock
}
supply <- function(f, stock, group) {
    weight <- f$state$weight * (is_all(group) | f$state$group == group)
    c(stock %*% rep(weight, each = nrow(f$age)))
}
demand_of <- function(f, line, group, year) { # for one group, or * with a row of its own
    rows <- f$demand[f$demand$line == line & (if (group == "*") is_all(f$demand$group) else f$demand$group == group), ]
    level <- value_in(rows, year); d <- f$driver[f$driver$line == line, ]
    d <- d[is_all(d$group) | d$group == group, ]
    annual <- 1; demographic <- 1; other <- 0
    for (s in series(d, c("kind", "group", "name"))) switch(s$kind[1],
        annual = for (y in f$start + seq_len(year - f$start)) annual <- annual * (1 + value_in(s, y)),
        demographic = demographic <- demographic * (1 + value_in(s, year, f$start)),
        other = other <- other + value_in(s, year, f$start))
    level * annual * demographic * (1 + other)
}
demand <- function(f, line, group, year) {
    own <- f$demand$group[f$demand$line == line]
    if (is_all(group) && !any(is_all(own))) sum(sapply(unique(own), function(g) demand_of(f, line, g, year)))
    else demand_of(f, line, if (is_all(group)) "*" else group, year)
}

expected <- function(f, rows) {
    t <- do.call(rbind, lapply(rows, function(r) data.frame(quantity = r[[1]], year = as.character(r[[2]]),
        state = as.character(r[[3]]), value = format(as.numeric(r[[4]]), digits = 17), tolerance = format(r[[5]], digits = 17),
        source = "R")))
    write.csv(t, file.path(f$dir, "expected.csv"), row.names = FALSE, quote = FALSE)
}

cohort <- function(f) {
    stock <- course(f); rows <- list(); A <- nrow(f$age)
    near <- 1e-9 * (1 + max(abs(stock)))
    say <- function(...) rows[[length(rows) + 1]] <<- list(...)
    for (i in unique(c(0, 1, f$steps %/% 2, f$steps))) {
        year <- f$start + i * f$step
        for (s in seq_len(nrow(f$state))) for (a in seq_len(A))
            say("heads", year, paste0(f$state$id[s], if (A > 1) paste0("/", f$age$id[a])), stock[i + 1, (s - 1) * A + a], near)
        for (g in c("*", f$groups)) say("supply", year, g, supply(f, stock, g)[i + 1], near)
        for (line in unique(f$demand$line)) {
            own <- f$demand$group[f$demand$line == line]
            for (g in unique(c("*", own[!is_all(own)])))
                say("demand", year, paste0(line, "/", g), demand(f, line, g, year), 1e-8)
        }
    }
    if (!is.null(f$target)) {
        last <- f$start + f$steps * f$step; group <- f$target$group
        # Some years of some routes: each costs a run of its own.
        for (route in f$route$id[1]) for (year in last - f$route$length[1] - c(-1, 0, 2)) {
            gain <- supply(f, course(f, list(route = route, year = year)) - stock, group)[f$steps + 1]
            if (year < last && year + f$route$length[1] > f$start) say("response", year, route, gain, 1e-9 * (1 + max(abs(stock))))
        }
    }
    r <- rates(f, f$closing[1]); n <- ncol(stock)
    renew <- diag(1 - as.numeric(f$get("joiner_exposure", "0")) * r$exits, n) %*% renewal(f, f$closing[1])
    map <- ageing(f) %*% (diag(1 - r$exits - colSums(r$go), n) + r$go) + renew
    e <- eigen(map, only.values = TRUE)$values; e <- e[order(-Mod(e))]
    if (abs(Im(e[1])) < 1e-12 && (n == 1 || Mod(e[2]) < 0.98 * Mod(e[1]))) say("eigenvalue", "", "", Re(e[1]), 1e-8)
    expected(f, rows)
}

# ---------------------------------------------------------------- chance in one cohort

chance <- function(f) {
    target <- number(f$target$year_from); joins <- f$start + f$route$length
    stays <- if (is.null(f$exit)) 1 else (1 - value_in(f$exit, target))^(target - joins)
    rest <- graduate_share(f, "course", f$start) * value_in(f$registration, joins) * stays
    need <- ceiling(value_in(f$demand, target) / f$state$weight - 1e-9)
    known <- is.null(f$capture$distribution) || f$capture$distribution == ""
    reaches <- function(n) { # P(at least `need` of n are in post)
        if (known) return(pbinom(need - 1, n, rest * value_in(f$capture, joins), lower.tail = FALSE))
        a <- parameters(f$capture$distribution)
        integrate(function(q) dbeta(q, a[1], a[2]) * pbinom(need - 1, n, rest * q, lower.tail = FALSE),
                  0, 1, rel.tol = 1e-10, subdivisions = 500L, stop.on.error = FALSE)$value
    }
    least <- function(p) { # by halving: the chance grows with n
        lo <- need - 1; hi <- need
        while (reaches(hi) < p) { lo <- hi; hi <- 2 * hi }
        while (hi - lo > 1) { mid <- (lo + hi) %/% 2; if (reaches(mid) < p) lo <- mid else hi <- mid }
        hi
    }
    rows <- list()
    for (p in c(0.5, 0.8, 0.9, 0.95)) {
        # An uncertain share is drawn 2,000 times, once from each slice: the mean is near the integral.
        off <- if (known) 1e-9 else 2e-3
        low <- least(p - off); high <- least(p + off)
        rows <- c(rows, list(list("intake_level", "", p, (low + high) / 2, (high - low) / 2)))
        if (low == high) rows <- c(rows, list(list("probability", "", p, reaches(low), if (known) 1e-9 else 2e-3)))
    }
    expected(f, rows)
}

# ---------------------------------------------------------------- quantiles of one number

# Draw k of K is somewhere in its slice, so that the order statistic lies between two quantiles.
quantiles <- function(f) {
    K <- as.numeric(f$get("draws", NA)); last <- f$start + f$steps
    uncertain_exit <- !is.null(f$exit$distribution) && f$exit$distribution != ""
    level <- function(u, side) { # that meets the target where the uncertain number has this quantile
        e <- if (uncertain_exit) dist_quantile(f$exit$distribution, u) else value_in(f$exit, last)
        n <- if (uncertain_exit) value_in(f$stock, last) else pmax(0, dist_quantile(f$stock$distribution, u))
        e <- pmin(1, pmax(0, e))
        gap <- value_in(f$demand, last) - f$state$weight * n * (1 - e)^f$steps
        joined <- f$steps - 2 - (0:1) # steps that the two cohorts have been exposed to at the end
        effect <- f$state$weight * value_in(f$capture, last) * rowSums(outer(1 - e, joined, "^"))
        pmax(0, gap / effect)
    }
    rows <- list()
    for (p in c(0.05, 0.2, 0.5, 0.9)) {
        rank <- ceiling(p * K - 1e-9)
        # The level grows with the exits, and falls with the stock.
        u <- if (uncertain_exit) c(rank - 1, rank) / K else c(K - rank, K - rank + 1) / K
        at <- level(u)
        rows <- c(rows, list(list("intake_level", "", p, mean(at), abs(diff(at)) / 2 + 1e-9 * (1 + mean(at)))))
    }
    expected(f, rows)
}

# ---------------------------------------------------------------- chance of people's own fates

# The law of supply at the end: independent binomials and Poissons, added. Writes P(X <= x).
process <- function(f) {
    n <- nrow(f$state); r <- rates(f, f$closing[1])
    step <- diag(1 - r$exits - colSums(r$go), n) + r$go
    power <- function(k) { m <- diag(n); for (i in seq_len(k)) m <- step %*% m; m }
    add <- function(law, part) { # convolution of two laws on 0, 1, 2, ...
        v <- rep(0, length(law) + length(part) - 1)
        for (i in seq_along(part)) v[i - 1 + seq_along(law)] <- v[i - 1 + seq_along(law)] + part[i] * law
        v
    }
    T <- f$steps; law <- 1; heads <- number(f$stock$value)
    if (is.null(f$exit$distribution) || all(f$exit$distribution == "")) {
        for (s in seq_len(n)) law <- add(law, dbinom(0:heads[s], heads[s], power(T)[1, s]))
    } else {
        a <- parameters(f$exit$distribution); x <- 0:heads
        law <- exp(lchoose(heads, x) + lbeta(x + a[2], heads - x + a[1]) - lbeta(a[2], a[1]))
    }
    if (!is.null(f$joiner)) {
        mean <- value_in(f$joiner, f$start) * sum(sapply(0:(T - 1), function(k) power(k)[1, 1]))
        law <- add(law, dpois(0:qpois(1 - 1e-12, mean), mean))
    }
    if (!is.null(f$route)) for (closing in f$closing) {
        y <- closing - f$route$length; x <- intake(f, "course", y)
        q <- graduate_share(f, "course", y) * sum(posts(f, "course", closing) * power(f$closing[T] - closing)[1, ])
        law <- add(law, dbinom(0:x, x, min(1, q)))
    }
    write.csv(data.frame(x = seq_along(law) - 1, at_most = format(cumsum(law), digits = 15)),
              file.path(f$dir, "law.txt"), row.names = FALSE, quote = FALSE)
}

# ----------------------------------------------------------------
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "space.R"))
args <- commandArgs(TRUE)
oracle <- list(cohort = cohort, chance = chance, quantile = quantiles, process = process, space = space,
               scenarios = scenarios)[[args[1]]]
for (dir in args[-1]) tryCatch(oracle(folder(dir)), error = function(e) {
    message(dir, ": ", conditionMessage(e)); quit(status = 1)
})
