/**
 * Where metadata becomes durable and ordered: {@link dev.tidemark.broker.quorum.MetadataQuorum} takes batches of records from the controller
 * and hands every node the committed ones, in the same order. {@link dev.tidemark.broker.quorum.SingleNodeQuorum} does it with a log of its
 * own; engines for more nodes implement the same interface and pass the same contract suite.
 *
 * <p>Only {@code broker.controller} calls it, on the control loop.
 */
@NullMarked
package dev.tidemark.broker.quorum;

import org.jspecify.annotations.NullMarked;
