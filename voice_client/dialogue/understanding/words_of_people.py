"""The words of levels, equipment, injuries, sports and of being fit. Data; `phrases` says how to read it."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.request import Equipment, FitnessLevel
from voice_client.dialogue.understanding.wordlists import words

LEVELS: Mapping[FitnessLevel, str] = MappingProxyType(
    {
        FitnessLevel.BEGINNER: """
            advanced? beginner|beginners|begginer|beginer level?
            newbie|noob|novice|rookie|newb|starter|fresher
            new to _? _? lifting|gym|training|exercise|exercising|weights|working|fitness|running|this|it|all|sport
            never|haven't|havent|hasn't really|ever|actually|even? lift~|train~|work~|exercis~|run|ran _? _? _?
            never|haven't|havent|hasn't really|ever|actually|even? done|been|did|touched|set _? _? _?
            nothing|nowt|zilch _? in|for|since _? years|ages|decades|forever|months|while
            not done any|much exercise|training|sport|anything _? _?
            haven't|havent|hadn't _? _? in|for|since _? years|ages|decades|forever|months|while
            no|zero|little experience|training
            just|only? starting|started|beginning out?
            from scratch|zero
            first time|timer
            couch potato
            out of shape|practice
            sedentary|untrained|unfit|inactive
            complete|total|absolute newbie|beginner|novice|amateur
            getting|coming|get|come back into|to it|training|shape|fitness|exercise|lifting|working
            not very fit|experienced|much
            not fit
            don't|dont work|exercise|train|lift out? at? all?
            day one
            """,
        FitnessLevel.INTERMEDIATE: """
            intermediate|intermedate|intermediary level?
            in the? between|middle
            some|decent|moderate _? experience
            a bit|little|fair of? _? experience
            a decent|fair|good amount of _? experience
            somewhat|fairly|moderately experienced|trained|fit|active|experience
            average|medium|moderate level|fitness|experience?
            on and off
            off and on
            not a|an? _? beginner|newbie|noob|novice anymore|any?
            regular gym~
            i? lift|train|exercise|run regularly
            pretty|quite|reasonably|fairly|relatively|moderately fit
            """,
        FitnessLevel.ADVANCED: """
            advanced level?
            very|pretty|highly|quite|really|an? experienced lifter|athlete|runner?
            expert|veteran|elite|pro
            compete|competitive|competing|competitor
            far along
            powerlifter|bodybuilder
            """,
    }
)
LEVEL_ANSWERS: Mapping[FitnessLevel, str] = MappingProxyType(
    {
        FitnessLevel.BEGINNER: """
            new|amateur|low|basic|bad|terrible|zero|none|never|poor|unfit|nothing|first|lowest|easy
            not much|really|at
            kind|sort of? new
            kinda|sorta new
            begin~|start~|beg
            now and then|again
            sometimes|occasionally
            i? used to _? _? _?
            """,
        FitnessLevel.INTERMEDIATE: """
            int|inter|middle|mid|medium|between|average|ok|okay|so-so|decent|moderate|some|second|regular
            so so
            a bit|little
            """,
        FitnessLevel.ADVANCED: "adv|high|experienced|far|expert|hard|third|top",
    }
)
"""Only where the level was asked for."""
NOT_A_LEVEL = words("played was not isn't aren't than used")

EQUIPMENT: Mapping[Equipment, str] = MappingProxyType(
    {
        Equipment.GYM: """
            full|commercial|big|proper|local|the|a|my|at|gym|real gym membership|access?
            gym
            planet fitness
            everything
            """,
        Equipment.BODYWEIGHT: """
            body weight|weights only?
            bodyweight|calisthenics
            no|without|zero any? equipment|gear|weights|gym
            don't|dont have|own any|a? equipment|weights|gear|gym
            just my body|self
            nothing at all
            """,
        Equipment.DUMBBELL: """
            dumbbell|dumbbells|dumbell|dumbells|db|dbs
            free weights|weight
            """,
        Equipment.BARBELL: """
            barbell|barbells
            squat|power rack
            """,
        Equipment.KETTLEBELL: """
            kettlebell|kettlebells
            kettle bell|bells
            """,
        Equipment.BAND: """
            resistance|exercise|elastic|stretchy|stretch|rubber band|bands
            bands
            """,
        Equipment.MACHINE: "machine|machines",
        Equipment.CABLE: "cable|cables",
        Equipment.BENCH: "a|adjustable|weight bench",
        Equipment.PULL_UP_BAR: """
            pull up|ups bar
            pull - up|ups bar
            pullup|chinup|doorway|door bar
            """,
        Equipment.CARDIO_MACHINE: """
            treadmill|elliptical|peloton
            the|my|have|got|and|or|with a? rower
            exercise|stationary bike
            rowing machine
            """,
    }
)
EQUIPMENT_ANSWERS: Mapping[Equipment, str] = MappingProxyType(
    {Equipment.BODYWEIGHT: "nothing|none|nope|no|mat|floor", Equipment.GYM: "yes|all|full"}
)
AT_HOME: Mapping[None, str] = MappingProxyType(
    {
        None: """
            at|from home
            home gym|workout|workouts
            """
    }
)
"""It says that the gym's equipment is not there, and not what is."""

BODY = words(
    """
    shoulder shoulders elbow elbows wrist wrists neck back spine disc disk hip hips knee knees ankle ankles foot acl
    mcl meniscus rotator cuff hamstring groin achilles shin shins heel feet toe leg legs calf hand hands finger fingers
    thumb thumbs lumbar sciatica hernia
    """
)
HURT = words(
    """
    hurt hurts hurting pain pains painful sore ache aches aching bad injury injured injuries problem problems issue
    issues trouble tear tore torn sprained strained tendonitis tendinitis arthritis bursitis impingement slipped
    herniated bulging dislocated fractured broken broke surgery replacement reconstruction messed blown dodgy gammy
    busted bum bugging clicky sciatica hernia weak twisted pulled shot wrecked
    knackered ruined gone rolled strained tweaked iffy dicky niggly
    """
)
CONDITIONS: Mapping[None, str] = MappingProxyType(
    {
        None: """
            arthritis|osteoarthritis|osteoporosis|scoliosis|sciatica|fibromyalgia in? my|both? _?
            tendonitis|tendinitis|bursitis|hernia|asthma|vertigo|plantar fasciitis? in? my? _?
            high blood pressure
            slipped|herniated|bulging disc|disk|discs
            tennis|golfer's elbow
            shin splints
            carpal tunnel
            back|neck|knee|knees|shoulder|hip|ankle went|goes|gave|gives|gone out|way|me
            back|neck|knee|knees|shoulder|hip|ankle is|are|isn't|aren't not? what it|they was|were|used
            heart condition|disease|problem|problems|attack
            """
    }
)
"""They are something to mind by themselves."""
NO_INJURIES: Mapping[None, str] = MappingProxyType(
    {
        None: """
            no|without|zero|any injury|injuries|pain|pains|limitations or|and? injury|injuries|pain|pains|limitations?
            no health? problems|issues at? all?
            injury|pain free
            don't|dont have any injury|injuries|pain
            nothing hurts
            """
    }
)
NO_INJURY_ANSWERS = words("no none nope nothing nah")

SPORTS: Mapping[str, str] = MappingProxyType(
    {
        sport: f"play|playing|plays|do|for|my|in|recreational|at {words}\n{words} player|team|league|season|match|game"
        for sport, words in {
            "football": "football",
            "soccer": "soccer",
            "tennis": "tennis",
            "basketball": "basketball|hoops",
            "rugby": "rugby",
            "hockey": "hockey",
            "volleyball": "volleyball",
            "cricket": "cricket",
            "golf": "golf",
            "boxing": "boxing",
            "climbing": "climbing|bouldering",
            "judo": "judo",
            "jiu-jitsu": "bjj|jiu",
            "skiing": "skiing",
            "swimming": "swimming",
            "badminton": "badminton",
            "baseball": "baseball",
        }.items()
    }
)

WANTING: Mapping[None, str] = MappingProxyType(
    {
        None: """
            want|wants|wanna|wanted|wanting to?
            would|i'd|id love|like|rather to?
            like|love to
            my|main|the goal|goals|aim|target|objective is|are|would? be? to?
            goal|goals|aim|objective :
            trying|looking|hoping|need|needing|planning|aiming|wish|needs to
            so i|that can|i
            interested|focus in|on
            help me
            need|wanna|gotta to?
            train~|prepare|preparing for a|an|the|my?
            go for
            goal|goals
            """
    }
)
LIGHT_WORDS = words(
    """
    a an the i i'm im i've ive i'd id i'll am is are was were be been being me my mine we you your it its it's this
    that these those and or but so if then than as at by for from in into of on onto to with up out off over about
    just like really very pretty quite maybe perhaps probably guess think say said mean well um uh er also too only
    can could would should will shall may might do does did done doing have has had got get getting go going gonna
    wanna want wants need make making made let lets let's please thanks hi hello hey okay ok yeah yes no not now
    here there who what which when where how some any all each every per day days week weeks time times program plan
    workout workouts routine train training currently actually around roughly approximately plus minus kind sort lot
    bit more less able s m t d name years year old months month tall weigh weight height age level
    """
)
"""They say nothing by themselves."""
FIT_PHRASES: Mapping[None, str] = MappingProxyType(
    {
        None: """
            general|overall|basic fitness|health
            stay|get|be|keep|getting|keeping|become|staying fit|fitter|healthy|healthier|active
            in better|good|great|decent|some? shape
            feel|feeling better|healthier|good|great|fit|fitter
            more energy|active
            keep up with my|the kids|grandkids|children
            general health
            be healthy|healthier
            """
    }
)
