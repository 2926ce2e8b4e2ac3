/** The limits of a translation, and how they read as limit files. */
@NullMarked
package io.tollgate.translate.limits;

import org.jspecify.annotations.NullMarked;
