package dev.tidemark.verification.fuzz;

import dev.tidemark.protocol.VersionRange;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.NullableIn;
import dev.tidemark.protocol.codec.Tagged;
import dev.tidemark.protocol.codec.Unsigned;
import dev.tidemark.protocol.codec.Versions;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the declaration of a message or a nested record says of its components, read here anew and not asked of the codec: so the bytes that the codec
 * writes have to be those that the declaration means.
 */
record MessageShape(Constructor<?> constructor, List<Field> fields) {

    private static final ClassValue<MessageShape> SHAPES = new ClassValue<>() {
        @Override
        protected MessageShape computeValue(Class<?> type) {
            return read(type);
        }
    };

    /**
     * One component.
     *
     * @param element of a list; otherwise the component's own type
     * @param tag -1 if it is not a tagged field
     * @param absent what it reads as in versions without it, as text; null if that is not declared
     */
    record Field(Class<?> type, Class<?> element, boolean nullable, VersionRange versions, VersionRange nullableIn,
            int tag,
            @Nullable String absent, boolean unsigned) {

        boolean list() {
            return type == List.class;
        }

        boolean nullableAt(int version) {
            return nullable && nullableIn.contains(version);
        }
    }

    static MessageShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static MessageShape read(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent declared : type.getRecordComponents()) {
            fields.add(field(declared));
            types.add(declared.getType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
            return new MessageShape(constructor, List.copyOf(fields));
        } catch (NoSuchMethodException noRecord) {
            throw new AssertionError(type + " has its canonical constructor", noRecord);
        }
    }

    private static Field field(RecordComponent declared) {
        Versions versions = declared.getAnnotation(Versions.class);
        NullableIn nullableIn = declared.getAnnotation(NullableIn.class);
        Tagged tagged = declared.getAnnotation(Tagged.class);
        Absent absent = declared.getAnnotation(Absent.class);
        Class<?> element = declared.getGenericType() instanceof ParameterizedType list
                ? (Class<?>) list.getActualTypeArguments()[0]
                : declared.getType();
        return new Field(declared.getType(), element, declared.getAnnotatedType().isAnnotationPresent(Nullable.class),
                versions == null ? VersionRange.ALL : VersionRange.parse(versions.value()),
                nullableIn == null ? VersionRange.ALL : VersionRange.parse(nullableIn.value()),
                tagged == null ? -1 : tagged.value(), absent == null ? null : absent.value(),
                declared.isAnnotationPresent(Unsigned.class));
    }

    Object create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException refused) {
            throw new AssertionError(constructor + " takes what its components are", refused);
        }
    }
}
