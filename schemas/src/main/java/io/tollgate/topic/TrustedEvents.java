package io.tollgate.topic;

import io.tollgate.event.HitEvent;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/** Avro's view of the events. It creates no class that it was not told to trust, which using this tells it. */
final class TrustedEvents {

    static final SpecificData MODEL = model();

    private TrustedEvents() {}

    private static SpecificData model() {
        ClassSecurityPredicate events = type -> type.getPackageName().equals(HitEvent.class.getPackageName());
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), events));
        return new SpecificData(TrustedEvents.class.getClassLoader());
    }
}
