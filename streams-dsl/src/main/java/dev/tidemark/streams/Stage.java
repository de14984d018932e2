package dev.tidemark.streams;

/**
 * What a definition has reached so far. Each kind has only the words that make sense on it, so that a wrong program does
 * not compile: nothing is windowed or counted before it is grouped, and a window that is not yet aggregated cannot be
 * written anywhere.
 */
public sealed interface Stage permits KStream, KTable, KGroupedStream, TimeWindowedKStream, SessionWindowedKStream {}
