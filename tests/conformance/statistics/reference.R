# Figures by R, for statistics_test.py: Rscript reference.R OUTPUT. Needs Debian's r-cran-survey, r-cran-psych and
# r-cran-jsonlite; MASS comes with r-recommended. Each case holds the data, what we are asked, and R expressions that are
# run here and written down as they are.
suppressPackageStartupMessages({library(survey); library(psych); library(MASS); library(jsonlite)})
data(api)

strat <- apistrat[, c("stype", "pw", "awards", "comp.imp", "avg.ed", "meals")]
strat$educated <- round(strat$avg.ed)
strat$recommend <- pmin(10, round(strat$meals / 10))
# The one student without a sex would be a group of his own, which is withheld.
students <- MASS::survey[!is.na(MASS::survey$Sex), c("Sex", "Smoke", "Exer", "Fold")]
students$w <- 1 + (seq_len(nrow(students)) %% 5) / 2
clus <- apiclus1[, c("stype", "sch.wide")]
order_of <- function(row) paste(names(row)[order(-row)], collapse = ";")
ranked <- data.frame(order = apply(attitude[, c("rating", "complaints", "learning")], 1, order_of))
numbers <- seq_len(240)
picks <- data.frame(unit = c("north", "south", "west")[1 + (numbers %% 7 > 3) + (numbers %% 7 > 5)],
                    picks = ifelse(numbers %% 7 > 3 & numbers %% 3 > 0, "x;y", c("x", "y;z", "z", "y")[1 + numbers %% 4]))

unweighted <- students[complete.cases(students[, c("Exer", "Smoke")]), ]
plain <- table(unweighted$Smoke, unweighted$Exer)
design <- svydesign(id = ~1, weights = ~pw, data = strat)
answered <- strat[!is.na(strat$educated), ]
high <- answered[answered$stype == "H", ]
high_design <- svydesign(id = ~1, weights = ~pw, data = high)
elementary <- strat[strat$stype == "E", ]
students_design <- svydesign(id = ~1, weights = ~w, data = unweighted)
nps <- function(x) 100 * ((x >= 9) - (x <= 6))
v_of <- function(t) sqrt(chisq.test(t, correct = FALSE)$statistic / sum(t) / min(dim(t) - 1))
v_corrected <- function(t) {
  n <- sum(t); r <- nrow(t); k <- ncol(t); phi <- chisq.test(t, correct = FALSE)$statistic / n
  sqrt(max(0, phi - (k - 1) * (r - 1) / (n - 1)) / min(k - (k - 1)^2 / (n - 1) - 1, r - (r - 1)^2 / (n - 1) - 1))
}
effective_of <- function(d, yes) {  # the number of people that a share's linearised variance is worth
  m <- svymean(yes, d); p <- coef(m)[[1]]; n <- nrow(d$variables)
  p * (1 - p) / (vcov(m)[[1]] * (n - 1) / n)
}
raked <- rake(svydesign(id = ~1, weights = ~1, data = clus, probs = NULL), list(~stype, ~sch.wide),
              list(data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)),
                   data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))),
              control = list(maxit = 200, epsilon = 1e-9, verbose = FALSE))
kish <- function(w) sum(w)^2 / sum(w^2)
reliability <- suppressWarnings(psych::alpha(attitude, check.keys = FALSE, warnings = FALSE))
turned <- suppressWarnings(psych::alpha(attitude, keys = c("critical"), warnings = FALSE))
feldt <- function(a, n, k, p) 1 - (1 - a) * qf(p, n - 1, (n - 1) * (k - 1))
place <- function(name) sapply(strsplit(ranked$order, ";"), function(o) match(name, o))

cases <- list()
all_rows <- setNames(list(), character(0))
case <- function(data, call, args, where, ...) {
  expressions <- list(...)
  values <- lapply(expressions, function(e) as.numeric(eval(parse(text = e), globalenv()))[[1]])
  cases[[length(cases) + 1]] <<- list(data = data, call = call, args = args, where = where, r = expressions, is = values)
}

# Shares and Wilson's interval
for (sex in c("Female", "Male")) for (exer in c("Freq", "Some")) {
  x <- sprintf('with(subset(students, Sex == "%s" & !is.na(Exer)), prop.test(sum(Exer == "%s"), length(Exer), correct = FALSE))', sex, exer)
  case("students", "tabulate", list(items = "Exer", by = "Sex"), list(Sex = sex, value = exer),
       share = paste0(x, "$estimate"), low = paste0(x, "$conf.int[1]"), high = paste0(x, "$conf.int[2]"),
       count = sprintf('sum(students$Sex == "%s" & students$Exer == "%s", na.rm = TRUE)', sex, exer))
}
case("strat", "tabulate", list(items = "awards", weights = "pw", confidence = 0.9), list(value = "Yes"),
     share = 'coef(svymean(~I(awards == "Yes"), design))[[2]]',
     low = 'prop.test(effective_of(design, ~as.numeric(awards == "Yes")) * coef(svymean(~as.numeric(awards == "Yes"), design)), effective_of(design, ~as.numeric(awards == "Yes")), correct = FALSE, conf.level = 0.9)$conf.int[1]',
     high = 'prop.test(effective_of(design, ~as.numeric(awards == "Yes")) * coef(svymean(~as.numeric(awards == "Yes"), design)), effective_of(design, ~as.numeric(awards == "Yes")), correct = FALSE, conf.level = 0.9)$conf.int[2]',
     weighted = 'sum(strat$pw[strat$awards == "Yes"])', effective = "kish(strat$pw)")

# Means
case("strat", "tabulate", list(items = "educated", statistic = "summary", scale = c(1, 5)), all_rows,
     respondents = "sum(!is.na(strat$educated))", mean = "mean(strat$educated, na.rm = TRUE)",
     low = "t.test(strat$educated)$conf.int[1]", high = "t.test(strat$educated)$conf.int[2]",
     deviation = "sd(strat$educated, na.rm = TRUE)", median = "median(strat$educated, na.rm = TRUE)",
     favourable = "mean(answered$educated > 3)", neutral = "mean(answered$educated == 3)",
     unfavourable = "mean(answered$educated < 3)", top2 = "mean(answered$educated >= 4)")
case("strat", "tabulate", list(items = "educated", statistic = "summary", scale = c(1, 5), weights = "pw"), all_rows,
     mean = "coef(svymean(~educated, design, na.rm = TRUE))",
     low = "confint(svymean(~educated, svydesign(~1, weights = ~pw, data = answered)), df = nrow(answered) - 1)[1]",
     high = "confint(svymean(~educated, svydesign(~1, weights = ~pw, data = answered)), df = nrow(answered) - 1)[2]",
     deviation = "sqrt(coef(svyvar(~educated, svydesign(~1, weights = ~pw, data = answered))))",
     favourable = "coef(svymean(~as.numeric(educated > 3), svydesign(~1, weights = ~pw, data = answered)))",
     effective = "kish(answered$pw)")
case("strat", "tabulate", list(items = "educated", by = "stype", statistic = "summary", scale = c(1, 5), weights = "pw"),
     list(stype = "H"), respondents = "nrow(high)", mean = "coef(svymean(~educated, high_design))",
     low = "confint(svymean(~educated, high_design), df = nrow(high) - 1)[1]",
     high = "confint(svymean(~educated, high_design), df = nrow(high) - 1)[2]",
     deviation = "sqrt(coef(svyvar(~educated, high_design)))")
case("strat", "tabulate", list(items = "recommend", by = "stype", statistic = "summary", scale = c(0, 10)),
     list(stype = "E"), nps = "mean(nps(elementary$recommend))",
     nps_low = "t.test(nps(elementary$recommend))$conf.int[1]", nps_high = "t.test(nps(elementary$recommend))$conf.int[2]",
     median = "median(elementary$recommend)", mean = "mean(elementary$recommend)")
case("strat", "tabulate", list(items = "recommend", statistic = "summary", scale = c(0, 10), weights = "pw"), all_rows,
     nps = "coef(svymean(~nps(recommend), design))",
     nps_low = "confint(svymean(~nps(recommend), design), df = nrow(strat) - 1)[1]",
     median = 'oldsvyquantile(~recommend, design, 0.5, method = "constant")')

# Tests
case("students", "tabulate", list(items = "Smoke", by = "Exer", statistic = "test"), all_rows,
     respondents = "sum(plain)", chi_square = "chisq.test(plain)$statistic", df = "chisq.test(plain)$parameter",
     p = "chisq.test(plain)$p.value", cramers_v = "v_of(plain)", cramers_v_corrected = "v_corrected(plain)",
     low_expected = "sum(chisq.test(plain)$expected < 5)")
case("students", "tabulate", list(items = "Fold", by = "Sex", statistic = "test"), all_rows,
     chi_square = "chisq.test(table(students$Fold, students$Sex))$statistic",
     p = "chisq.test(table(students$Fold, students$Sex))$p.value",
     cramers_v_corrected = "v_corrected(table(students$Fold, students$Sex))")
case("strat", "tabulate", list(items = "comp.imp", by = "stype", statistic = "test", weights = "pw"), all_rows,
     f = "svychisq(~comp.imp + stype, design)$statistic", df = "svychisq(~comp.imp + stype, design)$parameter[1]",
     df_error = "svychisq(~comp.imp + stype, design)$parameter[2]", p = "svychisq(~comp.imp + stype, design)$p.value",
     chi_square = "chisq.test(svytable(~comp.imp + stype, design, Ntotal = nrow(strat)), correct = FALSE)$statistic")
case("students", "tabulate", list(items = "Smoke", by = "Exer", statistic = "test", weights = "w"), all_rows,
     f = "svychisq(~Smoke + Exer, students_design)$statistic", df = "svychisq(~Smoke + Exer, students_design)$parameter[1]",
     df_error = "svychisq(~Smoke + Exer, students_design)$parameter[2]",
     p = "svychisq(~Smoke + Exer, students_design)$p.value")
for (smoke in c("Heavy", "Never")) for (exer in c("Freq", "Some"))
  case("students", "tabulate", list(items = "Smoke", by = "Exer", statistic = "residuals"),
       list(Exer = exer, value = smoke), expected = sprintf('chisq.test(plain)$expected["%s", "%s"]', smoke, exer),
       residual = sprintf('chisq.test(plain)$stdres["%s", "%s"]', smoke, exer))

# Adjusted for the number of tests: items side by side, and choices of which people make several (as themes are)
by_items <- sapply(c("Smoke", "Exer", "Fold"), function(item) chisq.test(table(students[[item]], students$Sex), correct = FALSE)$p.value)
for (item in names(by_items))
  case("students", "tabulate", list(items = names(by_items), by = "Sex", statistic = "test"), list(part = item),
       p = sprintf('by_items[["%s"]]', item), p_holm = sprintf('p.adjust(by_items, "holm")[["%s"]]', item))
picked <- sapply(c("x", "y", "z"), function(choice) grepl(choice, picks$picks))
by_choice <- lapply(c(x = "x", y = "y", z = "z"), function(choice) chisq.test(table(picked[, choice], picks$unit), correct = FALSE))
choice_residuals <- sapply(by_choice, function(t) t$stdres["TRUE", ])
choice_holm <- matrix(p.adjust(2 * pnorm(-abs(choice_residuals)), "holm"), nrow(choice_residuals), dimnames = dimnames(choice_residuals))
for (choice in c("x", "y", "z")) {
  case("picks", "tabulate_counts", list(items = "picks", by = "unit", answer = "multiple", statistic = "test"), list(part = choice),
       chi_square = sprintf('by_choice[["%s"]]$statistic', choice), p = sprintf('by_choice[["%s"]]$p.value', choice),
       p_holm = sprintf('p.adjust(sapply(by_choice, function(t) t$p.value), "holm")[["%s"]]', choice))
  for (unit in c("north", "south", "west")) {
    case("picks", "tabulate_counts", list(items = "picks", by = "unit", answer = "multiple", statistic = "residuals"),
         list(value = choice, unit = unit), expected = sprintf('by_choice[["%s"]]$expected["TRUE", "%s"]', choice, unit),
         residual = sprintf('by_choice[["%s"]]$stdres["TRUE", "%s"]', choice, unit),
         p_holm = sprintf('choice_holm["%s", "%s"]', unit, choice))
    x <- sprintf('prop.test(sum(picked[picks$unit == "%s", "%s"]), sum(picks$unit == "%s"), correct = FALSE)', unit, choice, unit)
    case("picks", "tabulate_counts", list(items = "picks", by = "unit", answer = "multiple", statistic = "counts"),
         list(value = choice, unit = unit), share = paste0(x, "$estimate"), low = paste0(x, "$conf.int[1]"),
         high = paste0(x, "$conf.int[2]"))
  }
}

# Waves: the same three units as if asked one after the other
newcombe <- function(a, b) {
  w <- function(x) prop.test(x[1], x[2], correct = FALSE)$conf.int; d <- b[1] / b[2] - a[1] / a[2]
  d + c(-1, 1) * sqrt(c((b[1] / b[2] - w(b)[1])^2 + (w(a)[2] - a[1] / a[2])^2, (a[1] / a[2] - w(a)[1])^2 + (w(b)[2] - b[1] / b[2])^2))
}
wave_counts <- function(wave, choice) c(sum(picked[picks$unit == wave, choice]), sum(picks$unit == wave))
wave_test <- function(a, b, choice) {
  counts <- cbind(wave_counts(a, choice), wave_counts(b, choice))
  prop.test(counts[1, ], counts[2, ], correct = FALSE)$p.value
}
wave_p <- c(sapply(c(x = "x", y = "y", z = "z"), function(choice) wave_test("north", "south", choice)),
            sapply(c(x = "x", y = "y", z = "z"), function(choice) wave_test("south", "west", choice)))
steps <- c(south = "north", west = "south")
for (i in seq_along(steps)) for (choice in c("x", "y", "z")) {
  counted <- sprintf('newcombe(wave_counts("%s", "%s"), wave_counts("%s", "%s"))', steps[[i]], choice, names(steps)[i], choice)
  case("picks", "tabulate_waves", list(items = "picks", answer = "multiple", waves = "unit"), list(wave = names(steps)[i], value = choice),
       share = sprintf('wave_counts("%s", "%s")[1] / wave_counts("%s", "%s")[2]', names(steps)[i], choice, names(steps)[i], choice),
       change_low = paste0(counted, "[1]"), change_high = paste0(counted, "[2]"),
       p = sprintf('wave_test("%s", "%s", "%s")', steps[[i]], names(steps)[i], choice),
       p_holm = sprintf('p.adjust(wave_p, "holm")[%d]', (i - 1) * 3 + match(choice, c("x", "y", "z"))))
}

# Rankings
for (name in c("rating", "complaints", "learning"))
  case("ranked", "tabulate", list(items = "order", statistic = "ranking"), list(part = name),
       mean_rank = sprintf('mean(place("%s"))', name), borda = sprintf('mean(3 - place("%s"))', name),
       first = sprintf('mean(place("%s") == 1)', name))

# Weights
case("clus", "rake", list(margins = list(stype = list(E = 4421, H = 755, M = 1018), sch.wide = list(No = 1072, Yes = 5122))),
     all_rows, design_effect = "nrow(clus) / kish(weights(raked))", effective = "kish(weights(raked))",
     least = "min(weights(raked)) / mean(weights(raked))", most = "max(weights(raked)) / mean(weights(raked))",
     first = "weights(raked)[1] / mean(weights(raked))", last = "weights(raked)[183] / mean(weights(raked))")

# Reliability
case("attitude", "reliability", list(items = names(attitude)), list(item = "*"),
     alpha = "reliability$total$raw_alpha", standardised = "reliability$total$std.alpha",
     low = "feldt(reliability$total$raw_alpha, 30, 7, 0.975)", high = "feldt(reliability$total$raw_alpha, 30, 7, 0.025)",
     respondents = "nrow(attitude)")
for (name in c("complaints", "critical"))
  case("attitude", "reliability", list(items = names(attitude)), list(item = name),
       alpha = sprintf('reliability$alpha.drop["%s", "raw_alpha"]', name),
       standardised = sprintf('reliability$alpha.drop["%s", "std.alpha"]', name),
       item_rest = sprintf('reliability$item.stats["%s", "r.drop"]', name),
       mean = sprintf('reliability$item.stats["%s", "mean"]', name))
case("attitude", "reliability", list(items = names(attitude), reversed = list("critical"), scale = c(1, 100)),
     list(item = "*"), alpha = "turned$total$raw_alpha", standardised = "turned$total$std.alpha")

writeLines(toJSON(list(
  by = list(R = R.version$version.string, survey = as.character(packageVersion("survey")),
            psych = as.character(packageVersion("psych"))),
  data = lapply(list(strat = strat[, c("stype", "pw", "awards", "comp.imp", "educated", "recommend")],
                     students = students, clus = clus, ranked = ranked, attitude = attitude, picks = picks),
                function(d) lapply(d, function(column) if (is.factor(column)) as.character(column) else column)),
  cases = cases), digits = NA, auto_unbox = TRUE, na = "null", dataframe = "columns"), commandArgs(TRUE)[1])
