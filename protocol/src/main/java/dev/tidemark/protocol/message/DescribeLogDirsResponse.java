package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * The data folders.
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * <li>3: adds {@code errorCode}</li>
 * <li>4: adds {@code results.totalBytes} and {@code results.usableBytes} (KIP-827)</li>
 * <li>5: adds {@code results.isCordoned}; folders that take no new replicas (KIP-1066)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_LOG_DIRS, versions = "1-5", flexible = "2+")
public record DescribeLogDirsResponse(
        int throttleTimeMs,
        @Versions("3+") @Ignorable short errorCode,
        List<DescribeLogDirsResult> results) implements Response {

    /** One data folder. */
    public record DescribeLogDirsResult(
            short errorCode,
            String logDir,
            List<DescribeLogDirsTopic> topics,
            @Versions("4+") @Absent("-1") @Ignorable long totalBytes,
            @Versions("4+") @Absent("-1") @Ignorable long usableBytes,
            @Versions("5+") @Ignorable boolean isCordoned) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribeLogDirsResult}. */
        public static final class Builder {
            private short errorCode;
            private String logDir = "";
            private List<DescribeLogDirsTopic> topics = List.of();
            private long totalBytes = -1;
            private long usableBytes = -1;
            private boolean isCordoned;

            private Builder() {}

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder logDir(String logDir) {
                this.logDir = logDir;
                return this;
            }

            public Builder topics(List<DescribeLogDirsTopic> topics) {
                this.topics = topics;
                return this;
            }

            public Builder totalBytes(long totalBytes) {
                this.totalBytes = totalBytes;
                return this;
            }

            public Builder usableBytes(long usableBytes) {
                this.usableBytes = usableBytes;
                return this;
            }

            public Builder isCordoned(boolean isCordoned) {
                this.isCordoned = isCordoned;
                return this;
            }

            public DescribeLogDirsResult build() {
                return new DescribeLogDirsResult(errorCode, logDir, topics, totalBytes, usableBytes, isCordoned);
            }
        }
    }

    /** The partitions of one topic in the folder. */
    public record DescribeLogDirsTopic(String name, List<DescribeLogDirsPartition> partitions) {}

    /** The log of one partition: its bytes, and how far the high watermark lies behind its end. */
    public record DescribeLogDirsPartition(
            int partitionIndex,
            long partitionSize,
            long offsetLag,
            boolean isFutureKey) {}
}
