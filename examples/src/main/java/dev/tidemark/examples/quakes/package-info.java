/**
 * The demo of late data: earthquakes per reporting network and hour. {@link dev.tidemark.examples.quakes.Quakes} is the
 * topology and its input.
 */
@NullMarked
package dev.tidemark.examples.quakes;

import org.jspecify.annotations.NullMarked;
