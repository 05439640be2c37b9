# CSV1 with data.table. Rscript --vanilla datatable.R FILE [THREADS]
suppressMessages(library(data.table))
given <- commandArgs(TRUE)
setDTthreads(if (length(given) > 1) as.integer(given[2]) else 1L)
staff <- fread(given[1], colClasses = "character", na.strings = NULL)
suppressWarnings(staff[, `:=`(
    born = as.numeric(birth_year), f = as.numeric(fte), s = as.numeric(salary),
    day = as.IDate(start_date, "%Y-%m-%d")
)])
limits <- as.IDate(c("1970-01-01", "2026-03-31"))
staff[, valid := grepl("^[A-Z]{2}[0-9]{4}$", employer_code) & born %between% c(1945, 2006) & born %% 1 == 0 &
    f > 0 & f <= 1.5 & !is.na(day) & day %between% limits & grepl("^OT[0-9]{6}$", hcpc_no) &
    sector %chin% c("NHS", "LA", "IND", "EDU") & s %between% c(10000, 150000) &
    ((leaver_flag == "1") == (leaving_reason != "")) & !duplicated(staff, by = c("employer_code", "person_ref"))]
groups <- staff[valid == TRUE, .(n = .N, fte = sum(f), salary = mean(s)), by = .(sector, region, grade)]
cat("groups", nrow(groups), "valid", sum(groups$n), "of", nrow(staff), "fte", sprintf("%.1f", sum(groups$fte)), "\n")
