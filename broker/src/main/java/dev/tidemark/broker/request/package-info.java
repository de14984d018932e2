/**
 * What the broker does with a request: one handler class per API, all of them listed in one
 * {@link dev.tidemark.broker.request.HandlerTable}, from which ApiVersions answers too.
 *
 * <p>Handlers are called by {@code broker.net}, on the loop of the connection that the request came by, whether over TCP
 * or in process. They never block: what has to wait is an object with a deadline, and the answer is a future. The future
 * may be completed on any thread; {@code broker.net} takes it back to the connection's loop.
 */
@NullMarked
package dev.tidemark.broker.request;

import org.jspecify.annotations.NullMarked;
