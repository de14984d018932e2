/** {@code ./tidemark} as its users have it: child processes, real signals, files and ports of their own. */
package dev.tidemark.verification.cli;
