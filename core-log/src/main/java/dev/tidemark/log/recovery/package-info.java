/**
 * Opening a log: after a clean close from what it wrote down, otherwise by scanning from the recovery point, cutting the torn
 * tail and rebuilding all that is derived. Called by {@link dev.tidemark.log.LogManager} on its recovery threads, before the log
 * has an owner.
 */
@NullMarked
package dev.tidemark.log.recovery;

import org.jspecify.annotations.NullMarked;
