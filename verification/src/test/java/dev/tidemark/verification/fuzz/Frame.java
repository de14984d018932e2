package dev.tidemark.verification.fuzz;

import dev.tidemark.broker.request.Route;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.codec.Fragment;
import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.Request;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A request on the wire, and where its bytes say how much follows. A value.
 *
 * @param bytes with the length in front; nobody changes them
 * @param bodyAt where the header ends
 * @param spots of header and body, in order
 */
record Frame(ApiKey api, short version, byte[] bytes, int bodyAt, List<WireMap.Spot> spots) {

    private static final String CLIENT_ID = "fuzz";
    /** Behind the frame's length, the API, the version and the correlation id. */
    private static final int CLIENT_ID_AT = 12;

    /** Writes a message by the codecs that clients use. */
    @SuppressWarnings("unchecked") // the codec of the message's own class
    static <Q extends Request> Frame of(ApiKey api, int version, int correlationId, Q message) {
        Class<Q> type = (Class<Q>) message.getClass();
        MessageCodec<Q> codec = MessageCodecs.of(type);
        RequestHeader header = new RequestHeader(api.id(), (short) version, correlationId, CLIENT_ID);
        boolean flexible = codec.flexible(version);
        byte[] bytes = bytes(Frames.request(header, message, codec));
        int bodyAt = Frames.LENGTH_BYTES + HeaderCodec.size(header, flexible);
        List<WireMap.Spot> spots = new ArrayList<>();
        spots.add(new WireMap.Spot(WireMap.Kind.LENGTH, CLIENT_ID_AT, Short.BYTES, false));
        if (flexible) {
            spots.add(new WireMap.Spot(WireMap.Kind.TAGS, bodyAt - 1, 1, true));
        }
        spots.addAll(WireMap.of(type, version, flexible, ByteBuffer.wrap(bytes).position(bodyAt)));
        return new Frame(api, (short) version, bytes, bodyAt, List.copyOf(spots));
    }

    /** A valid one, of an API that is served, at any of its versions. */
    static Frame random(Route<?> route, int version, int correlationId, RandomMessages messages) {
        return of(route.key(), version, correlationId, messages.draw(route.request(), version));
    }

    private static byte[] bytes(List<Fragment> fragments) {
        ByteBuffer all = ByteBuffer.allocate(fragments.stream().mapToInt(Fragment::sizeInBytes).sum());
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Bytes(var bytes) -> all.put(bytes.duplicate());
                case Fragment.Records(var records) -> all.put(records.buffer());
            }
        }
        return all.array();
    }

    /** The places of these kinds. */
    List<WireMap.Spot> spots(WireMap.Kind... kinds) {
        return spots.stream().filter(spot -> List.of(kinds).contains(spot.kind())).toList();
    }
}
