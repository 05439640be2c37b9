# Pools, locums, posts chosen by their appeal, the recruitment ceiling and scenarios, computed anew from
# docs/model/engine.md, pipeline.md and scenario.md. Read by oracle.R, on whose functions it stands.

holds_pool <- function(f) !is.null(f$state$pool) & f$state$pool == "yes"

# Moves what is in pools on to their places: a matrix over cells.
placing <- function(f, year) {
    A <- nrow(f$age); n <- nrow(f$state) * A; m <- diag(n)
    for (s in which(holds_pool(f))) for (a in seq_len(A)) m[, (s - 1) * A + a] <- 0
    for (s in series(f$place, c("pool", "state"))) for (a in seq_len(A))
        m[cell(f, s$state[1], a), cell(f, s$pool[1], a)] <- value_in(s, year)
    m
}

# Shares of the registered who take each post.
chosen <- function(f, route, year) {
    own <- f$appeal[is_all(f$appeal$route) | f$appeal$route == route, ]
    posts <- unique(own$state[!is_all(own$state)])
    taste <- function(factor) {
        rows <- f$taste[f$taste$factor == factor, ]
        if (nrow(rows)) value_in(rows, year) else 0
    }
    utility <- sapply(posts, function(s) {
        sum(unlist(lapply(series(own[is_all(own$state) | own$state == s, ], c("route", "state", "factor")),
                          function(rows) taste(rows$factor[1]) * value_in(rows, year))))
    })
    e <- exp(utility - max(utility, 0)); none <- exp(taste("elsewhere") - max(utility, 0))
    setNames(e / (none + sum(e)), posts)
}

# Joiners per graduate, by cell, before pools are emptied.
posts_of <- function(f, route, year) {
    if (is.null(f$appeal)) return(posts(f, route, year))
    f$capture <- NULL; shares <- chosen(f, route, year)
    f$capture <- data.frame(route = route, state = names(shares), year = "", value = format(shares, digits = 17))
    posts(f, route, year)
}

in_group <- function(f, g) {
    if (g == "*") return(rep(TRUE, nrow(f$state)))
    if (g %in% f$state$group) return(f$state$group == g)
    f$state$id %in% f[["group"]]$states[f[["group"]]$id == g]
}
family_of <- function(f, g) if (g %in% f$state$group) "" else "area"

# heads: by state at the end of a year. What locums bring, and the supply.
locums <- function(f, heads, g, year) {
    if (g == "*" || is.null(f$locum)) return(0)
    outside <- !in_group(f, g); sum <- 0
    for (s in series(f$locum[f$locum$group == g, ], "state")) {
        i <- match(s$state[1], f$state$id)
        if (outside[i]) sum <- sum + heads[i] * f$state$weight[i] * value_in(s, year)
    }
    sum
}
supply_in <- function(f, heads, g, year) {
    left <- rep(1, nrow(f$state))
    if (g != "*" && !is.null(f$locum)) for (s in series(f$locum, c("state", "group"))) {
        h <- s$group[1]; i <- match(s$state[1], f$state$id)
        if (h != g && family_of(f, h) == family_of(f, g)) left[i] <- left[i] - value_in(s, year)
    }
    sum(heads * f$state$weight * left * in_group(f, g)) + locums(f, heads, g, year)
}

# Which groups have a ceiling.
ceilings <- function(f) {
    own <- unique(f$demand$group[f$demand$line == "funded"]); own <- own[!is_all(own)]
    sectors <- own[own %in% f$state$group]
    if (length(sectors)) sectors else if (length(own)) own else "*"
}

# The course; with a ceiling also who was turned away and which posts are left, by step and group.
space_course <- function(f, ceiling) {
    A <- nrow(f$age); S <- nrow(f$state); n <- S * A; now <- numeric(n)
    for (i in seq_len(nrow(f$stock))) {
        k <- classes(f, f$stock$ages[i]); at <- cell(f, f$stock$state[i], k)
        now[at] <- now[at] + value_in(f$stock[i, ], f$start) * by_width(f, k)
    }
    groups <- ceilings(f); weight <- rep(f$state$weight, each = A); of <- rep(0, n)
    for (g in seq_along(groups)) of[rep(in_group(f, groups[g]), each = A) & weight > 0] <- g
    stock <- matrix(now, 1); older <- ageing(f); exposed <- as.numeric(f$get("joiner_exposure", "0"))
    away <- unfilled <- NULL
    for (closing in f$closing) {
        r <- rates(f, closing); place <- placing(f, closing); new <- numeric(n)
        for (s in series(f$joiner, c("state", "ages"))) {
            k <- classes(f, s$ages[1]); at <- cell(f, s$state[1], k)
            new[at] <- new[at] + value_in(s, closing) * by_width(f, k)
        }
        for (route in f$route$id) for (joins in closing - f$step + seq_len(f$step)) {
            y <- joins - f$route$length[f$route$id == route]
            new <- new + intake(f, route, y) * graduate_share(f, route, y) * posts_of(f, route, joins)
        }
        flow <- sweep(place %*% r$go, 2, now, "*"); new <- c(place %*% new) # [to, from]
        stay <- now * (1 - r$exits - colSums(r$go)); into <- matrix(1, n, n); hired <- rep(1, n)
        if (ceiling) {
            applies <- outer(of, of, function(to, from) to > 0 & to != from)
            funded <- sapply(groups, function(g) demand(f, "funded", g, closing)); G <- length(groups)
            stays <- wanted <- heads <- numeric(G); back <- matrix(0, G, G)
            for (g in seq_len(G)) {
                mine <- of == g
                stays[g] <- sum((stay * weight)[mine]) + sum((flow * weight)[mine, mine])
                wanted[g] <- sum((flow * weight * applies)[mine, ]) + sum((new * weight)[mine])
                heads[g] <- sum((flow * applies)[mine, ]) + sum(new[mine])
                for (h in seq_len(G)) if (h != g) back[g, h] <- sum(sweep(flow, 2, weight, "*")[of == h, mine])
            }
            a <- rep(1, G)
            for (round in 1:2000) for (g in seq_len(G)) {
                room <- max(0, funded[g] - stays[g] - sum((1 - a) * back[g, ]))
                if (wanted[g] > room) a[g] <- min(a[g], room / wanted[g])
            }
            for (g in seq_len(G)) { into[of == g, ][applies[of == g, ]] <- a[g]; hired[of == g] <- a[g] }
            away <- rbind(away, (1 - a) * heads)
            unfilled <- rbind(unfilled, pmax(0, funded - stays - c(back %*% (1 - a)) - a * wanted))
        }
        now <- stay + rowSums(flow * into) + colSums(flow * (1 - into))
        now <- c(older %*% now) + new * hired * (1 - exposed * r$exits)
        stock <- rbind(stock, now)
    }
    list(stock = stock, away = away, unfilled = unfilled, groups = groups)
}

space <- function(f) {
    A <- nrow(f$age); rows <- list(); say <- function(...) rows[[length(rows) + 1]] <<- list(...)
    heads_of <- function(stock, i) colSums(matrix(stock[i + 1, ], A))
    plain <- space_course(f, FALSE); near <- 1e-9 * (1 + max(abs(plain$stock)))
    limited <- if (f$get("recruitment_ceiling", "") != "") space_course(f, TRUE)
    for (i in unique(c(0, 1, f$steps))) {
        year <- f$start + i * f$step; heads <- heads_of(plain$stock, i)
        for (s in seq_len(nrow(f$state))) say("heads", year, f$state$id[s], heads[s], near)
        for (g in unique(c("*", f$state$group, f[["group"]]$id))) {
            say("supply", year, g, supply_in(f, heads, g, year), near)
            if (!is.null(f$locum) && g != "*") say("locum", year, g, locums(f, heads, g, year), near)
            if (!is.null(limited)) say("supply_ceiling", year, g, supply_in(f, heads_of(limited$stock, i), g, year), 1e-8 * (1 + max(limited$stock)))
        }
        if (i > 0 && !is.null(limited)) for (k in seq_along(limited$groups)) {
            say("turned_away", year, limited$groups[k], limited$away[i, k], 1e-8 * (1 + max(limited$stock)))
            say("unfilled", year, limited$groups[k], limited$unfilled[i, k], 1e-8 * (1 + max(limited$stock)))
        }
    }
    expected(f, rows)
}

# ---------------------------------------------------------------- scenarios

# Every leaf: its weight, and supply less need at each target year, as a straight line in the level.
leaf_of <- function(f, branches) {
    for (k in seq_len(nrow(branches))) {
        rows <- if (is.null(f$branch)) NULL else f$branch[f$branch$policy == branches$policy[k] & f$branch$branch == branches$branch[k], ]
        for (i in seq_len(NROW(rows))) {
            parts <- strsplit(rows$assumption[i], "/")[[1]]; t <- parts[1]; v <- as.numeric(rows$value[i])
            hit <- switch(t, driver = , demand = rep(TRUE, nrow(f[[t]])), capture = rep(TRUE, nrow(f$capture)),
                          parts[2] == "*" | f[[t]]$state == parts[2])
            old <- number(f[[t]]$value)
            if (rows$operation[i] == "delay") f[[t]]$year[hit] <- as.character(number(f[[t]]$year[hit]) + v)
            else f[[t]]$value[hit] <- format(switch(rows$operation[i], value = rep(v, sum(hit)), factor = old[hit] * v,
                                                    add = old[hit] + v), digits = 17)
        }
    }
    target <- f$target; years <- number(target$year_from):max(number(target$year_from), number(target$year_to))
    at <- function(level) {
        own <- intake(f, "bsc", f$start)
        f$intake <- data.frame(route = "bsc", year = as.character(f$start + c(-5, 0, 1)), value = format(c(own, own, level), digits = 17))
        stock <- course(f)
        supply(f, stock, "*")[years - f$start + 1] - sapply(years, function(y) demand(f, "need", "*", y))
    }
    list(weight = prod(as.numeric(branches$weight)), zero = at(0), slope = at(1) - at(0),
         name = paste(branches$policy, branches$branch, collapse = ", "), branches = branches)
}

# Prints: kind, policy, name, weight, level, gap, then regret by level asked for.
scenarios <- function(f) {
    policies <- unique(f$scenario$policy)
    which_branch <- expand.grid(rev(lapply(policies, function(p) which(f$scenario$policy == p))))
    leaves <- lapply(seq_len(nrow(which_branch)), function(i) leaf_of(f, f$scenario[rev(unlist(which_branch[i, ])), ]))
    own <- intake(f, "bsc", f$start + 1); K <- length(leaves); last <- length(leaves[[1]]$zero)
    weight <- sapply(leaves, function(l) l$weight)
    level <- sapply(leaves, function(l) max(0, ifelse(l$zero >= 0, 0, -l$zero / l$slope)))
    gap <- sapply(leaves, function(l) (l$zero + l$slope * own)[last])
    over <- function(who, value, p) {
        o <- order(value[who]); w <- weight[who][o]
        value[who][o][which(cumsum(w) >= p * sum(w) * (1 - 1e-9))[1]]
    }
    confidence <- as.numeric(f$get("confidence", "0.8"))
    out <- NULL
    tell <- function(kind, name, who) out <<- rbind(out, data.frame(kind, name, weight = sum(weight[who]),
        level = over(who, level, confidence), low = over(who, gap, 0.05), middle = over(who, gap, 0.5), high = over(who, gap, 0.95)))
    tell("mixed", "", rep(TRUE, K))
    for (i in seq_len(nrow(f$scenario))) tell("branch", f$scenario$branch[i], sapply(leaves, function(l)
        any(l$branches$policy == f$scenario$policy[i] & l$branches$branch == f$scenario$branch[i])))
    for (k in seq_len(K)) tell("leaf", leaves[[k]]$name, seq_len(K) == k)
    write.csv(out, file.path(f$dir, "outlook.txt"), row.names = FALSE)
    # The loss is piecewise linear in the level: its corners say all of it.
    under <- as.numeric(f$get("cost_under", "4")); cost_over <- as.numeric(f$get("cost_over", "1"))
    pay <- if (is.null(f$target$weight)) 1 else as.numeric(f$target$weight)
    loss <- sapply(leaves, function(l) sapply(0:1000, function(x) {
        m <- l$zero + l$slope * x; pay * sum(ifelse(m < 0, -under * m, cost_over * m)) }))
    write.csv(data.frame(level = 0:1000, loss), file.path(f$dir, "loss.txt"), row.names = FALSE)
}
