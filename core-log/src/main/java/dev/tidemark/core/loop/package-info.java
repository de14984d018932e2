/**
 * Time and threads as seams: {@link dev.tidemark.core.loop.Clock} tells the time,
 * {@link dev.tidemark.core.loop.EventLoop} runs what belongs to one owner. Nothing outside this package (and the
 * program's edge in {@code cli}) asks the JDK for either, so a test can run a whole cluster on one thread.
 *
 * <p>{@link dev.tidemark.core.loop.ManualClock} and {@link dev.tidemark.core.loop.ManualLoop} are the deterministic twins.
 */
@NullMarked
package dev.tidemark.core.loop;

import org.jspecify.annotations.NullMarked;
