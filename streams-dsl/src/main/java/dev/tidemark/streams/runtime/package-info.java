/**
 * Running a topology: {@link dev.tidemark.streams.runtime.StreamsApp} is one instance of an application, with its workers,
 * its place in the group and its state directory. What runs inside is described by {@code streams.topology} and done by
 * {@code runtime.task}; commits are {@code runtime.commit}'s, takeovers {@code runtime.restore}'s.
 *
 * <p>{@code StreamsApp} may be called from any thread; everything below it says whose loop it belongs to.
 */
@NullMarked
package dev.tidemark.streams.runtime;

import org.jspecify.annotations.NullMarked;
