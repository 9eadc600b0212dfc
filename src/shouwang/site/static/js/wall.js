// A page on a wall is read again by itself: nobody stands there to press a key.
"use strict";

setTimeout(() => location.reload(), 1000 * Number(document.body.dataset.renew));
