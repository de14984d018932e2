/**
 * The broker's edge: Netty's loops as {@link dev.tidemark.core.loop.EventLoop}s, the TCP server with its pipeline, and the
 * transport for clients in the same JVM. A connection waits in the
 * {@link dev.tidemark.broker.net.Reception} until it has spoken; from then on everything that belongs to it runs on one
 * {@link dev.tidemark.broker.net.CoreLoop}.
 *
 * <p>Entry types: {@link dev.tidemark.broker.net.CoreLoops} (the threads), {@link dev.tidemark.broker.net.NetServer} (a
 * listener), {@link dev.tidemark.broker.net.LocalTransport} (in process). Used by {@code broker.Broker} alone; the simulation takes
 * {@link dev.tidemark.broker.net.ConnectionPipeline} and hands it bytes over a network of its own.
 */
@NullMarked
package dev.tidemark.broker.net;

import org.jspecify.annotations.NullMarked;
