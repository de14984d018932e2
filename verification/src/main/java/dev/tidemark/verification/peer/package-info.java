/**
 * Other people's software as child processes: {@link dev.tidemark.verification.peer.PeerClassPath} resolves a peer's own
 * class path, {@link dev.tidemark.verification.peer.PeerProcess} runs it, and
 * {@link dev.tidemark.verification.peer.ApacheBroker} is one Apache Kafka broker on loopback. Used by tests and benchmarks;
 * everything started here ends with the test that started it.
 */
@NullMarked
package dev.tidemark.verification.peer;

import org.jspecify.annotations.NullMarked;
