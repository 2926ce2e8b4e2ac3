/** Kong Mesh's MeshGlobalRateLimit, and the policies and resources that it goes with. */
@NullMarked
package io.tollgate.translate.kongmesh;

import org.jspecify.annotations.NullMarked;
