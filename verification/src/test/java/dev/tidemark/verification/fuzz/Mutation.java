package dev.tidemark.verification.fuzz;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.verification.fuzz.WireMap.Kind;
import dev.tidemark.verification.fuzz.WireMap.Spot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What is done to a request that was right. Where a frame has no place for it, some of its bits are flipped. */
enum Mutation {

    NONE {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return frame.bytes();
        }
    },
    RANDOM_BYTES {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] bytes = new byte[SIZE_BYTES + random.nextInt(200)];
            random.nextBytes(bytes);
            return random.nextInt(4) == 0 ? bytes : sized(bytes);
        }
    },
    FLIPPED_BITS {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] bytes = frame.bytes().clone();
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                bytes[SIZE_BYTES + random.nextInt(bytes.length - SIZE_BYTES)] ^= (byte) (1 << random.nextInt(8));
            }
            return bytes;
        }
    },
    /** The frame's length is not its length. */
    WRONG_SIZE {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] bytes = frame.bytes().clone();
            int right = bytes.length - SIZE_BYTES;
            int wrong = switch (random.nextInt(6)) {
                case 0 -> Integer.MAX_VALUE;
                case 1 -> Integer.MIN_VALUE;
                case 2 -> -1 - random.nextInt(1_000);
                case 3 -> random.nextInt(8);
                case 4 -> right - 1 - random.nextInt(right);
                default -> right + 1 + random.nextInt(1_000);
            };
            ByteBuffer.wrap(bytes).putInt(wrong);
            return bytes;
        }
    },
    /** The rest never comes. */
    CUT {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return Arrays.copyOf(frame.bytes(), 1 + random.nextInt(frame.bytes().length - 1));
        }
    },
    /** The frame is whole, and the message in it ends early. */
    SHORTENED {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return sized(Arrays.copyOf(frame.bytes(), SIZE_BYTES + random.nextInt(frame.bytes().length - SIZE_BYTES)));
        }
    },
    BYTES_BEHIND {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] more = new byte[1 + random.nextInt(100)];
            random.nextBytes(more);
            return spliced(frame.bytes(), frame.bytes().length, 0, more);
        }
    },
    UNKNOWN_API {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] bytes = frame.bytes().clone();
            ByteBuffer.wrap(bytes).putShort(API_AT, (short) random.nextInt());
            return bytes;
        }
    },
    UNKNOWN_VERSION {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] bytes = frame.bytes().clone();
            ByteBuffer.wrap(bytes)
                    .putShort(VERSION_AT, (short) (random.nextBoolean() ? random.nextInt() : random.nextInt(30)));
            return bytes;
        }
    },
    /** One list, string or batch has 2^31-1 elements or bytes. */
    HUGE {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return at(frame, random, spot -> number(spot, Integer.MAX_VALUE - 1), Kind.COUNT, Kind.LENGTH,
                    Kind.RECORDS);
        }
    },
    /** Each list that is reached has 2^31-1 elements. */
    NESTED_HUGE {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] bytes = frame.bytes();
            List<Spot> counts = frame.spots(Kind.COUNT);
            for (Spot spot : counts.reversed()) {
                bytes = spliced(bytes, spot.at(), spot.bytes(), number(spot, Integer.MAX_VALUE - 1));
            }
            return counts.isEmpty() ? FLIPPED_BITS.of(frame, random) : bytes;
        }
    },
    /** A number goes on for more bytes than any number has. */
    LONG_VARINT {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] number = new byte[6 + random.nextInt(10)];
            Arrays.fill(number, (byte) (random.nextBoolean() ? 0xff : 0x80));
            number[number.length - 1] = (byte) random.nextInt(128);
            return at(frame, random, spot -> spot.varint() ? number : number(spot, -2), Kind.values());
        }
    },
    BEYOND_THE_END {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return at(frame, random,
                    spot -> number(spot, frame.bytes().length - spot.behind() + 1L + random.nextInt(3)),
                    Kind.LENGTH, Kind.COUNT, Kind.RECORDS, Kind.TAG_LENGTH);
        }
    },
    NEGATIVE {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return at(frame, random, spot -> number(spot, -2L - random.nextInt(1_000)), Kind.LENGTH, Kind.COUNT,
                    Kind.RECORDS,
                    Kind.TAG_LENGTH);
        }
    },
    /** Null, also where the version allows none. */
    NULL {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return at(frame, random, spot -> number(spot, -1), Kind.LENGTH, Kind.COUNT, Kind.RECORDS, Kind.MARK);
        }
    },
    MANY_TAGS {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            int count = random.nextBoolean() ? -1 : random.nextInt(Integer.MAX_VALUE);
            return at(frame, random, spot -> varint(count), Kind.TAGS);
        }
    },
    RANDOM_BODY {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            return spliced(frame.bytes(), frame.bodyAt(), frame.bytes().length - frame.bodyAt(), body);
        }
    },
    /** A batch whose checksum is not that of its bytes. */
    BAD_CRC {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return inBatch(frame, random, batch -> batch.putInt(BatchLayout.CRC, random.nextInt()));
        }
    },
    WRONG_MAGIC {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return inBatch(frame, random, batch -> batch.put(BatchLayout.MAGIC, (byte) random.nextInt(5)));
        }
    },
    /** Any byte of a batch, whose checksum is right all the same. */
    BATCH_BYTES {
        @Override
        byte[] of(Frame frame, SplittableRandom random) {
            return inBatch(frame, random, batch -> {
                for (int left = 1 + random.nextInt(3); left > 0; left--) {
                    // what comes before the attributes would only say that here is no batch
                    int at = BatchLayout.ATTRIBUTES + random.nextInt(batch.limit() - BatchLayout.ATTRIBUTES);
                    batch.put(at, (byte) random.nextInt());
                }
                batch.putInt(BatchLayout.CRC, new RecordBatch().wrap(batch, 0).computeCrc());
            });
        }
    };

    private static final int SIZE_BYTES = Integer.BYTES;
    private static final int API_AT = 4;
    private static final int VERSION_AT = 6;

    /** What stands in a place instead. */
    private interface Replacement {
        byte[] of(Spot spot);
    }

    /** What happens to a batch. */
    private interface BatchEdit {
        void to(ByteBuffer batch);
    }

    abstract byte[] of(Frame frame, SplittableRandom random);

    /** The API on which it does the most. */
    static ApiKey preferred(Mutation mutation, ApiKey drawn) {
        return switch (mutation) {
            case BAD_CRC, WRONG_MAGIC, BATCH_BYTES -> ApiKey.PRODUCE;
            default -> drawn;
        };
    }

    private static byte[] at(Frame frame, SplittableRandom random, Replacement replacement, Kind... kinds) {
        List<Spot> spots = frame.spots(kinds);
        if (spots.isEmpty()) {
            return FLIPPED_BITS.of(frame, random);
        }
        Spot spot = spots.get(random.nextInt(spots.size()));
        return spliced(frame.bytes(), spot.at(), spot.bytes(), replacement.of(spot));
    }

    private static byte[] inBatch(Frame frame, SplittableRandom random, BatchEdit edit) {
        List<Spot> spots = frame.spots(Kind.RECORDS);
        byte[] bytes = frame.bytes().clone();
        for (Spot spot : spots) {
            ByteBuffer rest = ByteBuffer.wrap(bytes, spot.behind(), bytes.length - spot.behind()).slice();
            if (rest.remaining() > BatchLayout.HEADER_SIZE && rest.get(BatchLayout.MAGIC) == BatchLayout.MAGIC_V2) {
                int size = BatchLayout.LOG_OVERHEAD + rest.getInt(BatchLayout.LENGTH);
                if (size <= rest.remaining()) {
                    edit.to(rest.limit(size));
                    return bytes;
                }
            }
        }
        return FLIPPED_BITS.of(frame, random);
    }

    /** A number as the place has it; -1 stands for null. */
    private static byte[] number(Spot spot, long number) {
        if (spot.varint()) {
            return varint((int) (spot.kind() == Kind.TAG_LENGTH ? number : number + 1));
        }
        byte[] bytes = new byte[spot.bytes()];
        for (int i = bytes.length - 1, shift = 0; i >= 0; i--, shift += Byte.SIZE) {
            bytes[i] = (byte) (number >> shift);
        }
        return bytes;
    }

    private static byte[] varint(int value) {
        byte[] bytes = new byte[5];
        int size = 0;
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return Arrays.copyOf(bytes, size);
    }

    private static byte[] spliced(byte[] bytes, int at, int dropped, byte[] instead) {
        return sized(ByteBuffer.allocate(bytes.length - dropped + instead.length)
                .put(bytes, 0, at)
                .put(instead)
                .put(bytes, at + dropped, bytes.length - at - dropped)
                .array());
    }

    /** With a length in front that is right. */
    private static byte[] sized(byte[] bytes) {
        ByteBuffer.wrap(bytes).putInt(bytes.length - SIZE_BYTES);
        return bytes;
    }
}
