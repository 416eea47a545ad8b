# What haven makes of the sample, against its CSV: values, labels, missing reasons, letters beyond ASCII.
library(haven)

data <- file.path(commandArgs(trailingOnly = TRUE)[1], "data")
signs <- c("Ikke spurt" = ".not_asked", "Ikke vist" = ".hidden", "Ikke besvart" = ".skipped", "Vet ikke" = ".dont_know",
           "Holdt tilbake" = ":")
csv <- read.csv(file.path(data, "sample.csv"), colClasses = "character", check.names = FALSE, encoding = "UTF-8")
places <- c("fj" = "Fjørdvik", "sk" = "Skåla", "ærø" = "Ærø og Åsen", "st" = "Storelva \U0001F600")

check <- function(table, reasons_of) {
  stopifnot(nrow(table) == nrow(csv), attr(table$kommune, "label") == "Kommune å")
  stopifnot(identical(as.character(as_factor(table$kommune)), unname(places[csv$kommune])))
  stopifnot(all(as.numeric(table$near) == as.numeric(csv$near)))
  names(table)[names(table) == "aeoa_og_mer"] <- "æøå og mer"
  for (name in c("count", "share", "æøå og mer")) {
    is_number <- !(csv[[name]] %in% c("", signs))
    stopifnot(identical(unname(is.na(table[[name]])), !is_number))
    stopifnot(all(as.numeric(table[[name]])[is_number] == as.numeric(csv[[name]][is_number])))
    stopifnot(identical(reasons_of(table[[name]]), csv[[name]][!is_number]))
  }
}

check(read_sav(file.path(data, "sample.sav"), user_na = TRUE), function(column) {
  labels <- as.character(as_factor(column[is.na(column)]))
  ifelse(is.na(labels), "", unname(signs[labels]))
})
check(read_dta(file.path(data, "sample.dta")), function(column) {
  tags <- na_tag(column[is.na(column)])
  labels <- attr(column, "labels")
  of_tag <- setNames(names(labels), na_tag(labels))
  ifelse(is.na(tags), "", unname(signs[of_tag[tags]]))
})
cat("haven reads the same\n")
