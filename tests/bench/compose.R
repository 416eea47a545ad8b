# One instance by one R program, in about the time that is given: "result" and its figures.
a <- commandArgs(TRUE)
library_folder <- a[1]; method <- a[2]; path <- a[3]
n <- as.integer(a[4]); groups <- as.integer(a[5]); seconds <- as.numeric(a[6])
has <- function(name) requireNamespace(name, lib.loc = c(library_folder, .libPaths()), quietly = TRUE)
if (method == "anticlust" && has("anticlust")) {
  lines <- scan(path, list(0, 0, 0), quiet = TRUE)
  d <- matrix(0, n, n)
  d[cbind(lines[[1]] + 1, lines[[2]] + 1)] <- lines[[3]]
  d <- d + t(d)
  # Restarts of its local maximum search until the time is over; the last one may run past it.
  best <- 0
  end <- proc.time()[["elapsed"]] + seconds
  while (proc.time()[["elapsed"]] < end) {
    g <- anticlust::anticlustering(as.dist(d), K = groups, method = "local-maximum", repetitions = 1)
    best <- max(best, anticlust::diversity_objective(d, g))
  }
  cat("result", format(best, digits = 15), "\n")
}
if (method == "ims" && has("socialroulette")) {
  output <- tempfile(); solution <- tempfile()
  .C("mdgp", paste0(path, ".mdgp"), output, solution, seconds, PACKAGE = "socialroulette")
  figures <- strsplit(trimws(readLines(output)[1]), " +")[[1]]
  cat("\nresult", figures[2], figures[3], "\n")
}
