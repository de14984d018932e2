/**
 * How a client reaches brokers. {@link dev.tidemark.client.net.Transport} is the seam: TCP over Netty, the broker in this
 * process (implemented by {@code broker.net}), or a scripted one in tests; it moves request and response records, so that
 * in process nothing is encoded. Above it, on one {@link dev.tidemark.core.loop.EventLoop} and without a thread of its own:
 * connections to brokers with negotiated versions, and the metadata cache.
 *
 * <p>Used by {@code client.producer}, {@code client.consumer}, {@code client.admin} and by brokers to reach their peers. Every
 * stateful class here is confined to the loop it was built with, except where its first sentence says otherwise.
 */
@NullMarked
package dev.tidemark.client.net;

import org.jspecify.annotations.NullMarked;
