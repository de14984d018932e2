package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.ResponseHeader;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.FetchResponse.FetchableTopicResponse;
import dev.tidemark.protocol.message.FetchResponse.PartitionData;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.MessageCatalog;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/** Lengths, headers and fragments around messages. */
class FramesTest {

    @Test
    void header_versions_are_kafkas() {
        for (ApiKey key : MessageCatalog.keys()) {
            MessageCatalog.Messages messages = Objects.requireNonNull(MessageCatalog.find(key));
            for (short v = messages.versions().lowest(); v <= messages.versions().highest(); v++) {
                ApiKeys kafkas = ApiKeys.forId(key.id());
                assertThat(MessageCatalog.flexibleRequest(key.id(), v) ? 2 : 1).as(key + " " + v)
                        .isEqualTo(kafkas.requestHeaderVersion(v));
                assertThat(messages.responseCodec().flexibleResponseHeader(v) ? 1 : 0).as(key + " " + v)
                        .isEqualTo(kafkas.responseHeaderVersion(v));
            }
        }
    }

    @Test
    void headers_are_kafkas_byte_for_byte() {
        for (String clientId : new String[]{null, "", "kcat", "客"}) {
            for (short version = 0; version <= 4; version++) {
                boolean flexible = version == 4;
                RequestHeaderData kafkas = new RequestHeaderData().setRequestApiKey((short) 12)
                        .setRequestApiVersion(version)
                        .setCorrelationId(77)
                        .setClientId(clientId);
                ByteBuffer theirs = KafkaMessages.bytesOf(kafkas, ApiKeys.HEARTBEAT.requestHeaderVersion(version));

                RequestHeader header = new RequestHeader((short) 12, version, 77, clientId);
                WireWriter out = WireWriter.allocate(HeaderCodec.size(header, flexible));
                HeaderCodec.write(header, flexible, out);
                out.checkFull();

                assertThat(out.toBuffer()).isEqualTo(theirs);
                assertThat(HeaderCodec.readRequest(new WireReader(theirs), MessageCatalog::flexibleRequest))
                        .isEqualTo(header);
            }
        }
    }

    @Test
    void a_request_frame_is_read_back() {
        HeartbeatRequest message = new HeartbeatRequest("g", 3, "m", null);
        RequestHeader header = new RequestHeader(ApiKey.HEARTBEAT.id(), (short) 4, 5, "c");
        List<Fragment> fragments = Frames.request(header, message, MessageCodecs.of(HeartbeatRequest.class));

        ByteBuffer frame = ((Fragment.Bytes) fragments.getFirst()).buffer();
        assertThat(fragments).hasSize(1);
        // the worked example of docs/formats/wire-protocol.md
        assertThat(frame).isEqualTo(ByteBuffer.wrap(HexFormat.of()
                .parseHex("00000016" + "000c0004" + "00000005" + "000163" + "00" + "0267" + "00000003" + "026d"
                        + "0000")));
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        WireReader in = new WireReader(frame);
        assertThat(HeaderCodec.readRequest(in, MessageCatalog::flexibleRequest)).isEqualTo(header);
        assertThat(MessageCodecs.of(HeartbeatRequest.class).read(in, (short) 4)).isEqualTo(message);
        in.expectEnd();
    }

    @Test
    void an_unknown_api_still_has_a_readable_header() {
        RequestHeader header = new RequestHeader((short) 999, (short) 42, 5, "c");
        WireWriter out = WireWriter.allocate(HeaderCodec.size(header, true));
        HeaderCodec.write(header, true, out);
        RequestHeader read = HeaderCodec.readRequest(new WireReader(out.toBuffer()), MessageCatalog::flexibleRequest);
        assertThat(read).isEqualTo(header);
        assertThat(read.api()).isNull();
    }

    @Test
    void apiversions_is_answered_under_the_classic_header_at_every_version() {
        for (short version = 0; version <= 5; version++) {
            List<Fragment> frame = Frames.response(new ResponseHeader(9), ApiVersionsResponse.builder().build(),
                    MessageCodecs.of(ApiVersionsResponse.class), version);
            ByteBuffer bytes = ((Fragment.Bytes) frame.getFirst()).buffer();
            bytes.getInt();
            WireReader in = new WireReader(bytes);
            assertThat(HeaderCodec.readResponse(in, false).correlationId()).isEqualTo(9);
            MessageCodecs.of(ApiVersionsResponse.class).read(in, version);
            in.expectEnd();
        }
        assertThat(MessageCatalog.flexibleRequest(ApiKey.API_VERSIONS.id(), (short) 3)).isTrue();
        assertThat(MessageCodecs.of(ApiVersionsRequest.class).flexible((short) 2)).isFalse();
    }

    @Test
    void record_batches_leave_as_fragments_of_their_own_and_are_not_copied() {
        CountingRecords first = new CountingRecords(new byte[]{1, 2, 3});
        CountingRecords second = new CountingRecords(new byte[]{4, 5});
        FetchResponse response = FetchResponse.builder()
                .responses(List.of(new FetchableTopicResponse("", new UUID(1, 1),
                        List.of(partition(0, first), partition(1, RecordBytes.empty()), partition(2, second)))))
                .build();

        List<Fragment> fragments = Frames.response(new ResponseHeader(1), response,
                MessageCodecs.of(FetchResponse.class),
                (short) 17);

        assertThat(fragments).hasSize(5);
        assertThat(fragments.get(1)).isEqualTo(new Fragment.Records(first));
        assertThat(fragments.get(3)).isEqualTo(new Fragment.Records(second));
        assertThat(first.reads + second.reads).isZero();
        ByteBuffer start = ((Fragment.Bytes) fragments.getFirst()).buffer();
        assertThat(start.getInt(start.position()) + Frames.LENGTH_BYTES)
                .isEqualTo(fragments.stream().mapToInt(Fragment::sizeInBytes).sum());
    }

    @Test
    void frame_lengths_are_judged_before_memory_is_taken() {
        Frames.checkRequestLength(8, 100);
        Frames.checkRequestLength(100, 100);
        assertThatThrownBy(() -> Frames.checkRequestLength(101, 100)).isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("exceeds socket.request.max.bytes=100");
        assertThatThrownBy(() -> Frames.checkRequestLength(-1, 100)).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> Frames.checkResponseLength(3, 100)).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> Frames.checkResponseLength(101, 100)).isInstanceOf(MalformedMessage.class);
    }

    private static PartitionData partition(int index, RecordBytes records) {
        return PartitionData.builder().partitionIndex(index).records(records).build();
    }

    private static final class CountingRecords implements RecordBytes {
        private final byte[] bytes;
        private int reads;

        CountingRecords(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int sizeInBytes() {
            return bytes.length;
        }

        @Override
        public ByteBuffer buffer() {
            reads++;
            return ByteBuffer.wrap(bytes);
        }
    }
}
