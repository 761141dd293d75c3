# Reads ctest's output, prints "N passed, N failed[, N skipped]". A test that could not run has failed.
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
  if (/ Passed +[0-9.]+ sec *$/) passed++
  else if (/\*\*\*(Skipped|Not Run \(Disabled\)) +[0-9.]+ sec *$/) skipped++
  else failed++
}
END {
  printf "%d passed, %d failed", passed, failed
  if (skipped) printf ", %d skipped", skipped
  printf "\n"
}
