package dev.tidemark.broker.net;

import java.nio.ByteBuffer;

/**
 * A request that is here as a whole and not decoded yet.
 *
 * @param bytes nobody else's; their memory is taken
 * @param objectBytes what its objects will take, if they did not find as much memory when it was decoded before; 0 the first time
 */
record RequestFrame(ByteBuffer bytes, long objectBytes) {}
