/**
 * How things go wrong, in three kinds: a protocol outcome is a value of its API and not found here; a broken disk, a
 * corrupt byte, bad input or configuration is a {@link dev.tidemark.core.failure.TidemarkException} with code, position,
 * cause and remedy; a bug is a failed check of {@link dev.tidemark.core.failure.Invariants}, which stops its owner.
 */
@NullMarked
package dev.tidemark.core.failure;

import org.jspecify.annotations.NullMarked;
