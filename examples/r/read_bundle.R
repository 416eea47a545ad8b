# What is in a bundle: the variables of each SPSS file, their labels, and how many values are missing for which reason.
library(haven)

folder <- commandArgs(trailingOnly = TRUE)[1]
for (file in sort(list.files(file.path(folder, "data"), pattern = "\\.sav$"))) {
  table <- read_sav(file.path(folder, "data", file), user_na = TRUE)
  cat(sprintf("%s: %d rows\n", file, nrow(table)))
  for (name in names(table)) {
    column <- table[[name]]
    cat(sprintf("  %s  %s\n", name, attr(column, "label")))
    reasons <- table(as.character(as_factor(column[is.na(column)])), useNA = "no")
    for (reason in names(reasons)) cat(sprintf("    %s: %d\n", reason, reasons[[reason]]))
  }
}
