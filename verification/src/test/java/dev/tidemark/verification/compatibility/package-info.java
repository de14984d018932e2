/**
 * Other people's software against a Tidemark broker. Each peer is a process of its own; the programs that drive it lie under
 * {@code verification/peers}, are compiled against the peer's class path and report each check as a line
 * ({@link dev.tidemark.verification.compatibility.PeerReport}). What each peer passed is the table that
 * {@link dev.tidemark.verification.compatibility.PeerTable} writes at the end. See docs/reference/compatibility.md.
 */
@NullMarked
package dev.tidemark.verification.compatibility;

import org.jspecify.annotations.NullMarked;
