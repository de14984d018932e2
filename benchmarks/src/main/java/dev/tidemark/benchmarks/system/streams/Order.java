package dev.tidemark.benchmarks.system.streams;

/**
 * One record of the input.
 *
 * @param number counts from zero, in the order in which they are written
 * @param customer the record's key
 * @param product what else it may be grouped by
 * @param afterMs its event time, behind the input's first moment
 * @param text the record's value, one byte a character
 */
record Order(int number, String customer, int product, long afterMs, String text) {}
