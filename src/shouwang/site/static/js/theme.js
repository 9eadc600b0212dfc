// Runs before the first paint: tells the style sheets that script is here. Theme and size of type
// are attributes that the server already wrote from their cookies.
document.documentElement.classList.add("has-js");
