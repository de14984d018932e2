/**
 * Broker and applications in one JVM: {@link dev.tidemark.embedded.EmbeddedTidemark}, for programs that want no other
 * process and for tests. Safe from any thread.
 */
@NullMarked
package dev.tidemark.embedded;

import org.jspecify.annotations.NullMarked;
