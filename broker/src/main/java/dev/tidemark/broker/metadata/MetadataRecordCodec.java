package dev.tidemark.broker.metadata;

import dev.tidemark.broker.metadata.MetadataRecord.BrokerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.ConfigChanged;
import dev.tidemark.broker.metadata.MetadataRecord.ControllerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.FeatureSet;
import dev.tidemark.broker.metadata.MetadataRecord.PartitionsAdded;
import dev.tidemark.broker.metadata.MetadataRecord.ProducerIdsReserved;
import dev.tidemark.broker.metadata.MetadataRecord.QuotaChanged;
import dev.tidemark.broker.metadata.MetadataRecord.SettingsChanged;
import dev.tidemark.broker.metadata.MetadataRecord.TopicCreated;
import dev.tidemark.broker.metadata.MetadataRecord.TopicDeleted;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Metadata records as bytes: {@code type:1 version:1 length:varint body}, drawn in {@code docs/formats/metadata-log.md}. A body may grow at
 * its end within a version: readers skip what they do not know. A record type or version that is not known stops the reader, since leaving
 * out a fact would make a different cluster. Used by one thread at a time.
 */
public final class MetadataRecordCodec {

    private static final byte VERSION = 0;

    private static final byte CONTROLLER_STARTED = 1;
    private static final byte BROKER_STARTED = 2;
    private static final byte FEATURE_SET = 3;
    private static final byte TOPIC_CREATED = 4;
    private static final byte TOPIC_DELETED = 5;
    private static final byte PARTITIONS_ADDED = 6;
    private static final byte CONFIG_CHANGED = 7;
    private static final byte PRODUCER_IDS_RESERVED = 8;
    private static final byte SETTINGS_CHANGED = 9;
    private static final byte QUOTA_CHANGED = 10;

    private static final byte ABSENT = 0;
    private static final byte DEFAULT = 1;
    private static final byte NAMED = 2;

    private final ByteSink body = new ByteSink();

    /** Writes a count and that many records. */
    public void write(List<MetadataRecord> records, ByteSink sink) {
        sink.writeUnsignedVarint(records.size());
        for (MetadataRecord record : records) {
            body.clear();
            byte type = writeBody(record);
            sink.writeByte(type);
            sink.writeByte(VERSION);
            sink.writeUnsignedVarint(body.size());
            sink.write(body.array(), 0, body.size());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws UnreadableValueException if the bytes end early or hold a type or version of a newer program
     */
    public List<MetadataRecord> read(ByteSource source) {
        int count = source.readUnsignedVarint();
        if (count < 0 || count > source.remaining()) {
            throw new UnreadableValueException(count + " records are announced in " + source.remaining() + " bytes");
        }
        List<MetadataRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte type = source.readByte();
            byte version = source.readByte();
            if (version != VERSION) {
                throw new UnreadableValueException(
                        "metadata record type " + type + " has version " + version + "; this program reads " + VERSION);
            }
            int end = source.narrow(source.readUnsignedVarint());
            records.add(readBody(type, source));
            source.advance(source.remaining());
            source.widen(end);
        }
        return records;
    }

    private byte writeBody(MetadataRecord record) {
        return switch (record) {
            case ControllerStarted started -> {
                body.writeInt(started.nodeId());
                body.writeInt(started.controllerEpoch());
                yield CONTROLLER_STARTED;
            }
            case BrokerStarted started -> {
                body.writeInt(started.nodeId());
                body.writeLong(started.brokerEpoch());
                writeText(started.rack());
                body.writeUnsignedVarint(started.endpoints().size());
                for (Endpoint endpoint : started.endpoints()) {
                    writeText(endpoint.listener());
                    writeText(endpoint.host());
                    body.writeInt(endpoint.port());
                    body.writeShort(endpoint.securityProtocol());
                }
                yield BROKER_STARTED;
            }
            case FeatureSet feature -> {
                writeText(feature.name());
                body.writeShort(feature.level());
                body.writeLong(feature.featuresEpoch());
                yield FEATURE_SET;
            }
            case TopicCreated created -> {
                writeId(created.topicId());
                writeText(created.name());
                writePartitions(created.partitions());
                yield TOPIC_CREATED;
            }
            case TopicDeleted deleted -> {
                writeId(deleted.topicId());
                yield TOPIC_DELETED;
            }
            case PartitionsAdded added -> {
                writeId(added.topicId());
                body.writeInt(added.firstPartition());
                writePartitions(added.partitions());
                yield PARTITIONS_ADDED;
            }
            case ConfigChanged changed -> {
                writeId(changed.topicId());
                writeSettings(changed.values());
                yield CONFIG_CHANGED;
            }
            case SettingsChanged changed -> {
                body.writeByte(changed.resource().type().id());
                writeText(changed.resource().name());
                writeSettings(changed.values());
                yield SETTINGS_CHANGED;
            }
            case QuotaChanged changed -> {
                writePart(changed.entity().user());
                writePart(changed.entity().clientId());
                writePart(changed.entity().ip());
                writeQuotas(changed.values());
                yield QUOTA_CHANGED;
            }
            case ProducerIdsReserved reserved -> {
                body.writeLong(reserved.nextProducerId());
                yield PRODUCER_IDS_RESERVED;
            }
        };
    }

    private static MetadataRecord readBody(byte type, ByteSource source) {
        return switch (type) {
            case CONTROLLER_STARTED -> new ControllerStarted(source.readInt(), source.readInt());
            case BROKER_STARTED -> {
                int nodeId = source.readInt();
                long brokerEpoch = source.readLong();
                String rack = readText(source);
                List<Endpoint> endpoints = new ArrayList<>();
                for (int left = readCount(source); left > 0; left--) {
                    endpoints.add(new Endpoint(readPresentText(source), readPresentText(source), source.readInt(),
                            source.readShort()));
                }
                yield new BrokerStarted(nodeId, brokerEpoch, endpoints, rack);
            }
            case FEATURE_SET -> new FeatureSet(readPresentText(source), source.readShort(), source.readLong());
            case TOPIC_CREATED -> new TopicCreated(readId(source), readPresentText(source), readPartitions(source));
            case TOPIC_DELETED -> new TopicDeleted(readId(source));
            case PARTITIONS_ADDED -> new PartitionsAdded(readId(source), source.readInt(), readPartitions(source));
            case CONFIG_CHANGED -> new ConfigChanged(readId(source), readSettings(source));
            case SETTINGS_CHANGED ->
                new SettingsChanged(new ConfigResource(readResourceType(source), readPresentText(source)),
                        readSettings(source));
            case QUOTA_CHANGED ->
                new QuotaChanged(new QuotaEntity(readPart(source), readPart(source), readPart(source)),
                        readQuotas(source));
            case PRODUCER_IDS_RESERVED -> new ProducerIdsReserved(source.readLong());
            default ->
                throw new UnreadableValueException("metadata record type " + type + " is not known to this program");
        };
    }

    private void writePartitions(List<PartitionImage> partitions) {
        body.writeUnsignedVarint(partitions.size());
        for (PartitionImage partition : partitions) {
            writeNodes(partition.replicas());
            writeNodes(partition.inSync());
            body.writeInt(partition.leader());
            body.writeInt(partition.leaderEpoch());
        }
    }

    private static List<PartitionImage> readPartitions(ByteSource source) {
        int count = readCount(source);
        List<PartitionImage> partitions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            partitions
                    .add(new PartitionImage(readNodes(source), readNodes(source), source.readInt(), source.readInt()));
        }
        return partitions;
    }

    private void writeNodes(List<Integer> nodes) {
        body.writeUnsignedVarint(nodes.size());
        for (int node : nodes) {
            body.writeInt(node);
        }
    }

    private static List<Integer> readNodes(ByteSource source) {
        int count = readCount(source);
        List<Integer> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(source.readInt());
        }
        return nodes;
    }

    private void writeSettings(Map<String, @Nullable String> values) {
        body.writeUnsignedVarint(values.size());
        values.forEach((name, value) -> {
            writeText(name);
            writeText(value);
        });
    }

    private static Map<String, @Nullable String> readSettings(ByteSource source) {
        Map<String, @Nullable String> values = new HashMap<>();
        for (int left = readCount(source); left > 0; left--) {
            values.put(readPresentText(source), readText(source));
        }
        return values;
    }

    private static ConfigResource.Type readResourceType(ByteSource source) {
        byte id = source.readByte();
        ConfigResource.Type type = ConfigResource.Type.of(id);
        if (type == null) {
            throw new UnreadableValueException("settings of resource type " + id + " are not known to this program");
        }
        return type;
    }

    /** 0 if the part is not there, 1 for the default, 2 and a name. */
    private void writePart(QuotaEntity.@Nullable Part part) {
        body.writeByte(part == null ? ABSENT : part.name() == null ? DEFAULT : NAMED);
        if (part != null && part.name() != null) {
            writeText(part.name());
        }
    }

    private static QuotaEntity.@Nullable Part readPart(ByteSource source) {
        byte kind = source.readByte();
        return switch (kind) {
            case ABSENT -> null;
            case DEFAULT -> QuotaEntity.Part.DEFAULT;
            case NAMED -> new QuotaEntity.Part(readPresentText(source));
            default -> throw new UnreadableValueException("a quota's entity has a part of kind " + kind);
        };
    }

    /** Each a key, and 1 and the bits of its value, or 0 if it is taken back. */
    private void writeQuotas(Map<String, @Nullable Double> values) {
        body.writeUnsignedVarint(values.size());
        values.forEach((key, value) -> {
            writeText(key);
            body.writeByte((byte) (value == null ? 0 : 1));
            if (value != null) {
                body.writeLong(Double.doubleToLongBits(value));
            }
        });
    }

    private static Map<String, @Nullable Double> readQuotas(ByteSource source) {
        Map<String, @Nullable Double> values = new HashMap<>();
        for (int left = readCount(source); left > 0; left--) {
            String key = readPresentText(source);
            values.put(key, source.readByte() == 0 ? null : Double.longBitsToDouble(source.readLong()));
        }
        return values;
    }

    private void writeId(UUID id) {
        body.writeLong(id.getMostSignificantBits());
        body.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(ByteSource source) {
        return new UUID(source.readLong(), source.readLong());
    }

    /** Length + 1 as a varint, then UTF-8; 0 stands for null. */
    private void writeText(@Nullable String text) {
        if (text == null) {
            body.writeUnsignedVarint(0);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        body.writeUnsignedVarint(utf8.length + 1);
        body.write(utf8);
    }

    private static @Nullable String readText(ByteSource source) {
        int length = source.readUnsignedVarint();
        return length == 0 ? null : new String(source.readBytes(length - 1), StandardCharsets.UTF_8);
    }

    private static String readPresentText(ByteSource source) {
        String text = readText(source);
        if (text == null) {
            throw new UnreadableValueException("a text is missing");
        }
        return text;
    }

    /** A count of things that take at least a byte each. */
    private static int readCount(ByteSource source) {
        int count = source.readUnsignedVarint();
        if (count < 0 || count > source.remaining()) {
            throw new UnreadableValueException(count + " items are announced in " + source.remaining() + " bytes");
        }
        return count;
    }
}
