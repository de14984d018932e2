/**
 * The demo of windows over windows: the ten busiest airports of each day.
 * {@link dev.tidemark.examples.flights.Flights} is the topology and its input.
 */
@NullMarked
package dev.tidemark.examples.flights;

import org.jspecify.annotations.NullMarked;
