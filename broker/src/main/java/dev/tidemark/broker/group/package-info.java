/**
 * Consumer groups: membership by the classic protocol and committed offsets, kept in {@code __consumer_offsets}.
 *
 * <p>Entry type: {@link dev.tidemark.broker.group.GroupCoordinator}, called by the request handlers. Runs on the control
 * loop.
 */
@NullMarked
package dev.tidemark.broker.group;

import org.jspecify.annotations.NullMarked;
