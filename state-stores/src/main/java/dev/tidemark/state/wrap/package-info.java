/**
 * What lies between typed stores and an engine: overlays of uncommitted and committed changes, the read cache, and the capture
 * of changes for the changelog, composed in one class, {@link dev.tidemark.state.wrap.LayeredStore}. Used by
 * {@code state.store} only. Confined to the task's worker, but for {@link dev.tidemark.state.wrap.ReadCache}.
 */
@NullMarked
package dev.tidemark.state.wrap;

import org.jspecify.annotations.NullMarked;
