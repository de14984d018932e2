package dev.tidemark.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.request.DiskGuard;
import dev.tidemark.broker.request.NoResponse;
import dev.tidemark.broker.request.RequestContext;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {

    private static final Path DIR = Path.of("/data");

    private final MemoryStorage storage = new MemoryStorage();
    private final ManualLoop control = new ManualLoop(new ManualClock(0));
    private final ProduceResponse written = new ProduceResponse(List.of(), 0, List.of());

    @Test
    void writes_are_refused_at_the_limit_and_go_on_once_there_is_room() {
        storage.createFolders(DIR);
        try (var file = storage.open(DIR.resolve("f"), Storage.Mode.CREATE)) {
            file.append(ByteBuffer.allocate(95_000));
        }
        storage.capacityBytes(101_000);
        DiskSpace space = new DiskSpace(storage, List.of(DIR), 95, control, Runnable::run);
        DiskGuard guard = new DiskGuard((context, request) -> CompletableFuture.completedFuture(written),
                space::problem);
        space.start();
        assertThat(produce(guard, 1)).isSameAs(written);

        storage.capacityBytes(100_000);
        control.advanceMs(5_000);
        assertThat(produce(guard, 1)).isInstanceOfSatisfying(ProduceResponse.class, refused -> {
            var partition = refused.responses().get(0).partitionResponses().get(0);
            assertThat(partition.errorCode()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR.code());
            assertThat(partition.index()).isEqualTo(3);
            assertThat(partition.errorMessage()).contains("/data", "95 %", "tidemark.disk.full.percent");
        });
        assertThat(produce(guard, 0)).isEqualTo(NoResponse.CLOSE_CONNECTION);

        storage.capacityBytes(200_000);
        control.advanceMs(5_000);
        assertThat(produce(guard, 1)).isSameAs(written);
    }

    private Response produce(DiskGuard guard, int acks) {
        ProduceRequest request = new ProduceRequest(null, (short) acks, 1_000,
                List.of(new TopicProduceData("t", KafkaUuid.ZERO, List.of(new PartitionProduceData(3, null)))));
        return guard.handle(new RequestContext((short) 9, 1, "c", "/127.0.0.1", 1, false, control), request)
                .toCompletableFuture()
                .join();
    }
}
