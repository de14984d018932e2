/**
 * Typed stores and the task that has them: key-value, window, session, versioned and timer layouts over {@link dev.tidemark.state.wrap.LayeredStore}, the
 * records of the {@code system} byte store, and {@link dev.tidemark.state.store.LayeredTaskStores}, which the engines' factories
 * open. Confined to the task's worker.
 */
@NullMarked
package dev.tidemark.state.store;

import org.jspecify.annotations.NullMarked;
