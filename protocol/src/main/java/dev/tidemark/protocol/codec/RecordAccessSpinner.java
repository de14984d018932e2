package dev.tidemark.protocol.codec;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.tidemark.core.failure.InvariantFailure;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Spins the {@link RecordAccess} of a record class. What comes out, for {@code record Point(int x, String name)}:
 *
 * <pre>
 * Object create(Object[] v)      { return new Point(((Integer) v[0]).intValue(), (String) v[1]); }
 * Object object(Object r, int i) { switch (i) { case 0: return Integer.valueOf(((Point) r).x());
 *                                               case 1: return ((Point) r).name(); default: return null; } }
 * long number(Object r, int i)   { switch (i) { case 0: return ((Point) r).x(); default: return 0; } }
 * </pre>
 *
 * and, where the declaration is to be written down too, the arrays of {@link RecordAccess#types} and {@link RecordAccess#words}.
 */
final class RecordAccessSpinner {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final ClassDesc UNNAMED = ClassDesc.of(RecordAccess.class.getPackageName(), "SpunAccess");
    private static final ClassDesc BASE = RecordAccess.class.describeConstable().orElseThrow();

    private final ClassDesc self;
    private final RecordComponent[] components;
    private final Class<?> record;
    private final ClassDesc type;
    private final boolean writesShape;

    private RecordAccessSpinner(ClassDesc self, Class<?> record, boolean writesShape) {
        this.self = self;
        this.record = record;
        this.components = record.getRecordComponents();
        this.type = describe(record);
        this.writesShape = writesShape;
    }

    /** @param type a public record, nested if at all in public classes */
    static RecordAccess spin(Class<?> type) {
        try {
            byte[] bytes = classFile(UNNAMED, type, false);
            return (RecordAccess) LOOKUP.defineHiddenClass(bytes, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException notAPublicRecord) {
            InvariantFailure bug = new InvariantFailure(type + " is not a public record");
            bug.initCause(notAPublicRecord);
            throw bug;
        }
    }

    /**
     * @param self the name of the class that is made
     * @param writesShape whether it also says what the record's declaration says
     */
    static byte[] classFile(ClassDesc self, Class<?> type, boolean writesShape) {
        // Frames are written below: deriving them takes as long as all else here.
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
                .build(self, new RecordAccessSpinner(self, type, writesShape)::classBody);
    }

    private void classBody(ClassBuilder builder) {
        builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
        builder.withSuperclass(BASE);
        builder.withMethodBody(INIT_NAME, MTD_void, 0, RecordAccessSpinner::constructor);
        builder.withMethodBody("create", MethodTypeDesc.of(CD_Object, CD_Object.arrayType()), 0, this::create);
        builder.withMethodBody("object", MethodTypeDesc.of(CD_Object, CD_Object, CD_int), 0, this::object);
        builder.withMethodBody("number", MethodTypeDesc.of(CD_long, CD_Object, CD_int), 0, this::number);
        if (writesShape) {
            builder.withMethodBody("types", MethodTypeDesc.of(CD_Class.arrayType()), 0, this::types);
            builder.withMethodBody("words", MethodTypeDesc.of(CD_String.arrayType()), 0, this::words);
        }
    }

    private void types(CodeBuilder code) {
        List<ConstantDesc> types = new ArrayList<>();
        for (RecordShape.Component component : RecordShape.declared(record)) {
            types.add(describe(component.type()));
            types.add(describe(component.elementType()));
        }
        array(code, CD_Class, types);
    }

    private void words(CodeBuilder code) {
        array(code, CD_String, List.copyOf(RecordShape.words(RecordShape.declared(record))));
    }

    private static void array(CodeBuilder code, ClassDesc element, List<ConstantDesc> values) {
        code.loadConstant(values.size()).anewarray(element);
        for (int i = 0; i < values.size(); i++) {
            code.dup().loadConstant(i);
            constant(code, values.get(i));
            code.aastore();
        }
        code.areturn();
    }

    /** A primitive type has no constant of its own in a class file: it is a field of its box. */
    private static void constant(CodeBuilder code, ConstantDesc value) {
        if (value instanceof ClassDesc type && type.isPrimitive()) {
            code.getstatic(boxOf(type.displayName()), "TYPE", CD_Class);
        } else {
            code.loadConstant(value);
        }
    }

    private static void constructor(CodeBuilder code) {
        code.aload(0).invokespecial(BASE, INIT_NAME, MTD_void).return_();
    }

    private void create(CodeBuilder code) {
        code.new_(type).dup();
        ClassDesc[] parameters = new ClassDesc[components.length];
        for (int i = 0; i < components.length; i++) {
            Class<?> component = components[i].getType();
            parameters[i] = describe(component);
            code.aload(1).loadConstant(i).aaload();
            if (component.isPrimitive()) {
                ClassDesc box = boxOf(component.getName());
                code.checkcast(box).invokevirtual(box, component.getName() + "Value", MethodTypeDesc.of(parameters[i]));
            } else {
                code.checkcast(parameters[i]);
            }
        }
        code.invokespecial(type, INIT_NAME, MethodTypeDesc.of(CD_void, parameters)).areturn();
    }

    private void object(CodeBuilder code) {
        Label none = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        code.iload(2).tableswitch(none, cases);
        for (int i = 0; i < components.length; i++) {
            Class<?> component = components[i].getType();
            code.labelBinding(cases.get(i).target());
            load(code, i);
            if (component.isPrimitive()) {
                ClassDesc box = boxOf(component.getName());
                code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, describe(component)));
            }
            code.areturn();
        }
        code.labelBinding(none).aconst_null().areturn();
        code.with(frames(cases, none));
    }

    private void number(CodeBuilder code) {
        Label none = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            if (components[i].getType().isPrimitive()) {
                cases.add(SwitchCase.of(i, code.newLabel()));
            }
        }
        code.iload(2).lookupswitch(none, cases);
        for (SwitchCase each : cases) {
            code.labelBinding(each.target());
            load(code, each.caseValue());
            TypeKind kind = TypeKind.from(components[each.caseValue()].getType());
            if (kind == TypeKind.DOUBLE) {
                code.invokestatic(CD_Double, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
            } else if (kind != TypeKind.LONG) {
                code.i2l();
            }
            code.lreturn();
        }
        code.labelBinding(none).lconst_0().lreturn();
        code.with(frames(cases, none));
    }

    /** Wherever the switch leads to, the parameters are as they came and the stack is empty. */
    private StackMapTableAttribute frames(List<SwitchCase> cases, Label none) {
        List<StackMapFrameInfo.VerificationTypeInfo> parameters = List.of(
                StackMapFrameInfo.ObjectVerificationTypeInfo.of(self),
                StackMapFrameInfo.ObjectVerificationTypeInfo.of(CD_Object),
                StackMapFrameInfo.SimpleVerificationTypeInfo.INTEGER);
        List<StackMapFrameInfo> frames = new ArrayList<>();
        for (SwitchCase each : cases) {
            frames.add(StackMapFrameInfo.of(each.target(), parameters, List.of()));
        }
        frames.add(StackMapFrameInfo.of(none, parameters, List.of()));
        return StackMapTableAttribute.of(frames);
    }

    /** Pushes the component's value. */
    private void load(CodeBuilder code, int index) {
        RecordComponent component = components[index];
        code.aload(1)
                .checkcast(type)
                .invokevirtual(type, component.getName(),
                        MethodTypeDesc.of(describe(component.getType())));
    }

    private static ClassDesc boxOf(String primitive) {
        return switch (primitive) {
            case "boolean" -> describe(Boolean.class);
            case "byte" -> describe(Byte.class);
            case "short" -> describe(Short.class);
            case "int" -> describe(Integer.class);
            case "long" -> describe(Long.class);
            case "double" -> CD_Double;
            case String other -> throw new InvariantFailure("messages have no components of type " + other);
        };
    }

    private static ClassDesc describe(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
