/** Trees as YAML text. */
@NullMarked
package io.tollgate.translate.yaml;

import org.jspecify.annotations.NullMarked;
