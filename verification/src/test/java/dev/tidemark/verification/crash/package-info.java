/**
 * Real processes, killed without a word while they work: a broker and an application as people run them. Part of
 * {@code -Pci}. Verdicts come from {@code PlainQuakes} and from stock clients.
 */
package dev.tidemark.verification.crash;
