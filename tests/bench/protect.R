# protect.R LIBRARY TABLE.csv ...: cells that GaussSuppression() of SSBtools suppresses, and seconds, a line a table and
# method. Order of candidates, primary cells and singletons are those of SuppressSmallCounts() with maxN = 4 and zeros
# published: (freq + 1) with ties by the cells around, groups of one person as singletons.
arguments <- commandArgs(trailingOnly = TRUE)
library(SSBtools, lib.loc = arguments[1])
for (path in arguments[-1]) {
  d <- read.csv(path)
  began <- proc.time()[["elapsed"]]
  x <- ModelMatrix(d[c("section", "department", "age", "sex")],
                   formula = ~(section + department) * age * sex, crossTable = FALSE)
  freq <- as.vector(Matrix::crossprod(x, d$n))
  tie <- as.vector(Matrix::crossprod(x, x %*% (freq + 1)))
  candidates <- order(freq + 1 + 0.99 * tie / max(tie), decreasing = TRUE)
  primary <- which(freq > 0 & freq < 5)
  made <- proc.time()[["elapsed"]] - began
  for (method in c("none", "anySum")) {
    began <- proc.time()[["elapsed"]]
    secondary <- GaussSuppression(x, candidates, primary, singleton = d$n == 1, singletonMethod = method, printInc = FALSE)
    cat(method, length(primary) + length(secondary), made + proc.time()[["elapsed"]] - began, "\n")
  }
}
