package dev.tidemark.verification.peer;

import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Fragment;
import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.Request;
import java.nio.ByteBuffer;
import java.util.List;

/** Requests as the bytes that a client writes. Stateless. */
public final class RequestFrame {

    private RequestFrame() {}

    /** A whole frame, its length in front. */
    @SuppressWarnings("unchecked") // the codec is looked up by the message's own class
    public static <Q extends Request> byte[] bytes(Q request, int version, int correlationId, String clientId) {
        MessageCodec<Q> codec = (MessageCodec<Q>) MessageCodecs.of(request.getClass());
        short api = request.getClass().getAnnotation(Api.class).key().id();
        List<Fragment> fragments = Frames.request(new RequestHeader(api, (short) version, correlationId, clientId),
                request, codec);
        ByteBuffer all = ByteBuffer.allocate(fragments.stream().mapToInt(Fragment::sizeInBytes).sum());
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Bytes(var bytes) -> all.put(bytes.duplicate());
                case Fragment.Records(var records) -> all.put(records.buffer().duplicate());
            }
        }
        return all.array();
    }
}
