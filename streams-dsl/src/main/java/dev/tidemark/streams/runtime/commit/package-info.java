/**
 * How a worker makes an interval of work durable: {@link dev.tidemark.streams.runtime.commit.CommitProtocol} seals its
 * participants, drains what they wrote, adds the input positions and ends the transaction, one named
 * {@link dev.tidemark.streams.runtime.commit.CommitPhase} each; a crash between any two is a test.
 *
 * <p>Everything here is confined to its worker's loop. Tasks take part as
 * {@link dev.tidemark.streams.runtime.commit.CommitParticipant}s; the cluster is reached through
 * {@code client.producer.TransactionalProducer}, which a test or simulation replaces.
 */
@NullMarked
package dev.tidemark.streams.runtime.commit;

import org.jspecify.annotations.NullMarked;
