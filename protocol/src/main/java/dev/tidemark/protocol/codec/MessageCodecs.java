package dev.tidemark.protocol.codec;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.VersionRange;
import org.jspecify.annotations.Nullable;

/** The codecs of all message records, each made when it is first asked for. Usable from any thread. */
public final class MessageCodecs {

    /** Not state: the same codec would come out again; the class value keeps it from being made twice. */
    private static final ClassValue<MessageCodec<?>> CODECS = new ClassValue<>() {
        @Override
        protected MessageCodec<?> computeValue(Class<?> type) {
            return codecOf(type);
        }
    };

    private MessageCodecs() {}

    /** The codec of a record that carries {@link Api} or {@link Payload}. */
    @SuppressWarnings("unchecked") // a codec is kept under its own class
    public static <M> MessageCodec<M> of(Class<M> type) {
        return (MessageCodec<M>) CODECS.get(type);
    }

    private static <M> MessageCodec<M> codecOf(Class<M> type) {
        @Nullable
        Api api = type.getAnnotation(Api.class);
        if (api != null) {
            return new MessageCodec<>(type, VersionRange.parse(api.versions()), VersionRange.parse(api.flexible()),
                    api.key() == ApiKey.API_VERSIONS);
        }
        Payload payload = Invariants.present(type.getAnnotation(Payload.class), "the version declaration of " + type);
        return new MessageCodec<>(type, VersionRange.parse(payload.versions()),
                VersionRange.parse(payload.flexible()), false);
    }
}
