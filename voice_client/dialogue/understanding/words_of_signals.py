"""The words of signals: how people say yes, no, thanks, and the rest. Data; `phrases` says how to read it."""

from collections.abc import Mapping
from types import MappingProxyType

from voice_client.dialogue.understanding.acts import Signal

SIGNALS: Mapping[Signal, str] = MappingProxyType(
    {
        Signal.YES: """
            yes|yeah|yea|yep|yup|ya|yas|aye|ja|oui|si|y|ye|yess|yeh
            yes|yeah please
            sure thing?
            of course
            correct
            right
            that's|thats|it's|its|that|you're is? all? right|correct|good|fine|great|perfect|ok|okay
            everything|all|sounds|looks is? all? right|correct|good|fine|great|perfect|ok|okay
            sounds|looks about? good|right|fine|great|perfect
            exactly|absolutely|definitely|affirmative|perfect|totally|indeed
            go ahead
            go for it
            do it
            do that
            let's|lets go|do|start
            let's|lets do it|this|that
            please do
            start it|now?
            make it so
            all good
            good to go
            i'm ready
            you got it
            why not
            i do|am
            start the? program
            confirm|confirmed
            """,
        Signal.NO: """
            no|nope|nah|naw|negative|nein
            not really|quite|right|correct
            no way
            that's|thats|it's|its not|wrong not? right|correct|it?
            that is wrong|incorrect
            that's|thats|is|it's|something wrong|incorrect
            wrong|incorrect
            don't|dont do it|that
            isn't|isnt|ain't right|correct
            keep it|this|that|the|going|making _?
            leave it|that|this _?
            not now|yet|that|this
            """,
        Signal.OK: """
            ok|okay|k|kk|okey|alright|alrighty|aight|oki
            all right
            got it
            cool|nice|great|good|awesome|sweet|fine|brilliant|excellent|amazing|lovely|fantastic|wonderful|deal|bet
            mhm|uh-huh|yessir
            that's|thats cool|nice|awesome|amazing
            """,
        Signal.ACKNOWLEDGE: """
            hmm~|hm|mm|mmm~|aha|ah|oh|ooh|um|uh|er|erm|umm|wow|whoa|neat
            i see
            haha~|hehe~|lol|lmao|rofl|ha|heh|hah
            no problem|worries|rush
            fair enough
            makes sense
            take your time
            i'll wait
            i can wait
            sounds interesting|fun
            noted
            interesting|whoa|right-o|righto
            well then?
            that's|thats funny|interesting|fast|crazy
            """,
        Signal.THANKS: """
            thanks|thank|thx|thanx|ty|cheers|tysm|ta
            thank you _? much|lot?
            thanks a lot
            much appreciated
            appreciate it|that
            """,
        Signal.GREETING: """
            hi|hello|hey|hiya|howdy|yo|greetings|hullo|hola there?
            good morning|afternoon|evening|day
            what's|whats up
            how are you _?
            nice to meet you
            """,
        Signal.STATUS: """
            is|are it|that|my|the|you program|plan|workout? ready|done|finished|coming _?
            ready|done|finished yet
            are we there yet
            how long _? it|this|that take|gonna|going|be?
            how long
            how much longer|more|time
            how far _? _? _?
            how's|hows it|that|the|my going|coming|looking|program|plan
            how is it|the|my going|program|plan|coming
            what's|whats the|going|happening|taking status|progress|eta|on|so?
            what is the status|progress
            what percent~
            status|progress|eta
            progress update
            any news|update|updates|progress|luck
            when will|is|do|can _? _? _? ready|done|finished|have|get
            when will it
            where are we
            still there|working|going|running|waiting
            are you still|there
            hello are you there
            are you alive|working
            did it work|finish|start
            is anything happening
            what are you doing
            how is it going
            how many weeks _? _? ready|done|left|finished
            check on it|that|the|my _?
            update me
            """,
        Signal.CANCEL: """
            cancel|abort
            cancel it|that|this|everything|the|my program|plan|job|one?
            stop it|that|this|everything|the|making|please? program|plan|job?
            stop
            never mind
            nevermind|nvm
            forget it|about|that|this it?
            don't|dont bother
            kill it|that
            call it off
            i|i've changed my mind
            changed my mind
            don't|dont want|need it|this|that anymore?
            i don't|dont want|need it|this|that|the|a program|plan? anymore?
            drop it
            scrap it|that|this
            """,
        Signal.RESTART: """
            let's|lets? start|begin over|again|anew|fresh
            start from scratch|the beginning?
            from the beginning|top|start
            new|another|different|second program|plan|one|workout|routine
            make|create|build|generate|do|want|need me? a|another new|one|program|plan
            try again
            redo it|that|everything
            reset|restart
            i want|need|would a|another _? different|new one|program|plan|routine
            """,
        Signal.LIST: """
            my|all|old|previous|earlier|past|other programs|plans|workouts|routines
            list my|the|all? programs|plans
            show me? my|all|the programs|plans
            which|what programs|plans _? _?
            do i have _? programs|plans|program|plan
            """,
        Signal.DETAILS: """
            what do|did you have|know|understand|get|got so? far?
            what details
            read it|that|them|the details? back|out|to? me?
            what's|whats in it|the|there|my program|plan?
            what is in it|the|my program|plan?
            what does it look like
            tell me about it|the|my _?
            tell|give me more|details|the _?
            summar~
            show|read me? the|my|it program|plan|summary|to?
            recap
            what did i tell|say you?
            describe it
            """,
        Signal.HELP: """
            help me? out?
            what can|do you do|help
            what can i say|ask|do
            what do you need|want to? know?
            what should|do i say|do|tell
            how does|do this|it|i|that work|use
            who|what are you
            are you a|an real? bot|robot|human|person|ai|machine|real
            i'm|im confused|lost
            i don't|dont understand|get it?
            what do you mean
            what does that mean
            """,
        Signal.WHY: """
            why do you? need|ask|want|asking|care _? _?
            why
            what for
            what counts|qualifies|is _? _? _?
            what's|whats the difference
            what's|whats that|it for
            do you need|really that|to? know?
            how come
            why does|would that matter|you
            """,
        Signal.REPEAT: """
            what did you say|ask
            say it|that? again
            repeat that|it|please?
            pardon me?
            come again
            excuse me
            what
            huh|eh
            sorry what
            can|could you? say|repeat that|it? again?
            didn't|didnt|couldn't|can't hear|catch you|that?
            i missed that|it
            one more time
            what was that|the _?
            """,
        Signal.WAIT: """
            wait|hang|hold on? _? second|sec|minute|moment?
            hang|hold on
            one|a|just|give me? a? moment|second|sec
            let me think|see|check|look
            give me a minute|moment|second|sec
            brb
            """,
        Signal.SKIP: """
            skip it|that|this|this?
            rather not _?
            i'd|id|i would? rather|prefer not to? say|tell|answer|share?
            prefer|choose not to? say|tell|answer|share?
            not comfortable _? _?
            none of your business
            i don't|dont really? know|remember|care
            don't|dont know|remember|care|mind
            no idea|clue|preference
            not really|quite|too|so? sure|certain
            idk|dunno|unsure
            you|u decide|choose|pick|tell|recommend|suggest|say me?
            how many|long|much|often would|do|should you|i recommend|suggest|think|advise|do?
            what do|would you recommend|suggest|think|advise
            whatever _? _? _?
            up to you
            surprise me
            doesn't|doesnt|does|don't not? matter
            anything|any|either|both is? fine|works|one?
            pass
            next question?
            as you like|want|wish
            as long as _? takes|needed|needs
            however|as many|long|much _? _? _?
            i have no idea|clue
            your call|choice|pick
            no limit
            let you decide
            it doesn't|doesnt matter
            """,
        Signal.CHANGE: """
            change|swap|replace|switch|modify|adjust|tweak|revise|edit|remove|exchange|substitute|shorten|lengthen
            make it|them|that|this|the
            add|include more|some|a|an|another _?
            without|less|fewer|more
            only|just _? now|instead
            instead
            harder|easier|shorter|longer|heavier|lighter|tougher
            too hard|easy|long|short|much|heavy|light|difficult|many
            no more
            get rid of
            take out
            i hate|don't|dont|can't|cant like|do
            cut down|back|out
            reduce|increase|drop
            """,
        Signal.REVISE: """
            change|adjust|modify|tweak|update|revise|edit|switch my|the|this|that|last|current _? program|plan|routine
            changes|change|adjustment|adjustments|tweaks to|in|on my|the|this|that|last|current _? program|plan|routine
            my|the|this|that|last|current _? program|plan|routine is|was|feels|seems too _?
            make my|the|this|that|last|current _? program|plan|routine
            in|from|to|into|off my|the|this|that|last|current program|plan|routine
            """,
        Signal.QUIT: """
            bye~
            goodbye
            good bye|night
            quit|exit
            that's|thats|that is|will|it? be? all _? _?
            see you|ya _?
            see|talk to? you? later|soon|tomorrow|then
            ttyl
            hang up
            i'm|im done|off|leaving|out
            gotta|have to? go
            later
            i got|have|need to go
            end the? call|conversation|session|chat
            close
            """,
    }
)
"""One way of saying it a line."""
