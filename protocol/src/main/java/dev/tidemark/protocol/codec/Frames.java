package dev.tidemark.protocol.codec;

import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.ResponseHeader;
import java.util.List;

/**
 * Whole frames: four bytes of length, a header, a message. Stateless.
 *
 * <pre>
 * [ length 4 ][ header ][ message ]      length = bytes of header and message
 * </pre>
 */
public final class Frames {

    /** Bytes of the length in front. */
    public static final int LENGTH_BYTES = 4;

    /** The shortest request: a header without client id, and no body. */
    private static final int REQUEST_BYTES_MIN = 8;

    private Frames() {}

    /**
     * Judges the length of a request frame before any memory is taken for it.
     *
     * @param length as read, which a stranger may have written
     * @param bytesMax the listener's {@code socket.request.max.bytes}
     * @throws MalformedMessage if the connection has to be closed
     */
    public static void checkRequestLength(int length, int bytesMax) {
        if (length < REQUEST_BYTES_MIN) {
            throw new MalformedMessage(0, "a frame of " + length + " bytes holds no request; this peer does not speak "
                    + "Kafka's protocol, or speaks TLS to a plain listener");
        }
        if (length > bytesMax) {
            throw new MalformedMessage(0,
                    "a frame of " + length + " bytes exceeds socket.request.max.bytes=" + bytesMax);
        }
    }

    /** Judges the length of a response frame. */
    public static void checkResponseLength(int length, int bytesMax) {
        if (length < 4 || length > bytesMax) {
            throw new MalformedMessage(0,
                    "a response frame of " + length + " bytes; 4 to " + bytesMax + " are allowed");
        }
    }

    /**
     * A request frame. The header names the version.
     *
     * @throws UnwritableMessage if the version cannot carry the message
     */
    public static <M> List<Fragment> request(RequestHeader header, M message, MessageCodec<M> codec) {
        short version = header.apiVersion();
        boolean flexible = codec.flexible(version);
        WireWriter out = begin(HeaderCodec.size(header, flexible), message, codec, version);
        HeaderCodec.write(header, flexible, out);
        return finish(message, codec, version, out);
    }

    /**
     * A response frame.
     *
     * @throws UnwritableMessage if the version cannot carry the message
     */
    public static <M> List<Fragment> response(ResponseHeader header, M message, MessageCodec<M> codec, short version) {
        boolean flexible = codec.flexibleResponseHeader(version);
        WireWriter out = begin(HeaderCodec.size(header, flexible), message, codec, version);
        HeaderCodec.write(header, flexible, out);
        return finish(message, codec, version, out);
    }

    private static <M> WireWriter begin(int headerBytes, M message, MessageCodec<M> codec, short version) {
        int messageBytes = codec.size(message, version);
        int recordBytes = codec.recordBytes(message, version);
        if (messageBytes > Integer.MAX_VALUE - headerBytes - LENGTH_BYTES) {
            throw new UnwritableMessage("has " + messageBytes + " bytes; a frame has less than 2^31");
        }
        WireWriter out = WireWriter.allocate(LENGTH_BYTES + headerBytes + messageBytes - recordBytes);
        out.writeInt(headerBytes + messageBytes);
        return out;
    }

    private static <M> List<Fragment> finish(M message, MessageCodec<M> codec, short version, WireWriter out) {
        codec.write(message, version, out);
        out.checkFull();
        return out.fragments();
    }
}
