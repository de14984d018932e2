package dev.tidemark.protocol.codec;

import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.ResponseHeader;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes what comes in front of messages. The classic form and the flexible form, which ends with tagged fields;
 * none of these tags is known yet. Stateless.
 *
 * <pre>
 * request   [ api key 2 ][ version 2 ][ correlation id 4 ][ client id: 2 + n ]( [ tagged fields ] )
 * response  [ correlation id 4 ]( [ tagged fields ] )
 * </pre>
 */
public final class HeaderCodec {

    /** Says which requests have the flexible header. */
    @FunctionalInterface
    public interface FlexibleRequests {

        /** False too for an API or version that nobody here knows, whose body is not read anyway. */
        boolean flexible(short apiKey, short apiVersion);
    }

    private static final ValueCodec CLIENT_ID = new ValueCodec.Text(false, true);

    private HeaderCodec() {}

    /** Bytes of a request header. */
    public static int size(RequestHeader header, boolean flexible) {
        return 8 + CLIENT_ID.size(header.clientId()) + (flexible ? 1 : 0);
    }

    public static void write(RequestHeader header, boolean flexible, WireWriter out) {
        out.writeShort(header.apiKey());
        out.writeShort(header.apiVersion());
        out.writeInt(header.correlationId());
        CLIENT_ID.write(header.clientId(), out);
        if (flexible) {
            out.writeUnsignedVarint(0);
        }
    }

    /**
     * Reads a request header, of an API and version that may well be unknown.
     *
     * @throws MalformedMessage if the bytes do not hold one
     */
    public static RequestHeader readRequest(WireReader in, FlexibleRequests requests) {
        try {
            short apiKey = in.readShort();
            short apiVersion = in.readShort();
            int correlationId = in.readInt();
            @Nullable
            String clientId = (String) CLIENT_ID.read(in);
            if (requests.flexible(apiKey, apiVersion)) {
                in.skipTaggedFields();
            }
            return new RequestHeader(apiKey, apiVersion, correlationId, clientId);
        } catch (MalformedMessage malformed) {
            throw malformed.within("RequestHeader");
        }
    }

    /** Bytes of a response header. */
    public static int size(ResponseHeader header, boolean flexible) {
        return flexible ? 5 : 4;
    }

    public static void write(ResponseHeader header, boolean flexible, WireWriter out) {
        out.writeInt(header.correlationId());
        if (flexible) {
            out.writeUnsignedVarint(0);
        }
    }

    /** @throws MalformedMessage if the bytes do not hold one */
    public static ResponseHeader readResponse(WireReader in, boolean flexible) {
        try {
            int correlationId = in.readInt();
            if (flexible) {
                in.skipTaggedFields();
            }
            return new ResponseHeader(correlationId);
        } catch (MalformedMessage malformed) {
            throw malformed.within("ResponseHeader");
        }
    }
}
